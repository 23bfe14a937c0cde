"""Times every kernel on an NVIDIA GPU against its peers: `python -m benchmarks.kernels`.

Measured first is what the GPU can do (a copy, a large product), then each kernel at the sizes of
the 2B model: time, part of that ceiling, error, and how long each peer takes. Needs torch, triton
and numpy, of this repository `kernels` and `benchmarks` only; flash-linear-attention is a peer
where it can be imported. A JSON row for each kernel is added to `--output`; a table comes last.
Where a kernel takes the whole GPU context with it (an illegal access) the process starts anew with
the next one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu_timer import GraphTimer, is_lost, machine, measured_ceilings
from benchmarks.kernel_peers import COMPILED
from benchmarks.kernel_rows import Ceilings, Draw, Timer, Workload, measure, table
from benchmarks.kernel_workloads import all_workloads

OUTPUT = Path("benchmarks/results/kernels.jsonl")
NUM_ROUNDS, NUM_QUICK_ROUNDS = 30, 5
NO_GPU = "benchmarks.kernels needs an NVIDIA GPU and PyTorch with CUDA; PyTorch finds none here."


def chosen_workloads(only: Sequence[str] | None, quick: bool) -> list[Workload]:
    """Those whose name contains one of `only`; quick: without torch.compile, which takes long."""
    workloads = [x for x in all_workloads() if only is None or any(name in x.name for name in only)]
    if not quick:
        return workloads
    return [
        replace(x, peers={name: peer for name, peer in x.peers.items() if name != COMPILED})
        for x in workloads
    ]


def measured_rows(
    workloads: Sequence[Workload], draw: Draw, timer: Timer, ceilings: Ceilings, num_rounds: int
) -> Iterator[dict[str, Any]]:
    """A row for each workload. What one of them leaves on the GPU is gone before the next."""
    for workload in workloads:
        yield measure(workload, draw, timer, ceilings, num_rounds)
        gc.collect()
        if draw.device.type == "cuda":
            torch.cuda.empty_cache()


def command_for_the_rest(arguments: Sequence[str], num_done: int) -> list[str]:
    """This command anew, without the workloads that are done."""
    return [sys.executable, "-m", "benchmarks.kernels", *arguments, "--start", str(num_done)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when a row is void, 2 without a GPU."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", action="append", metavar="NAME", help="a part of a row's name")
    parser.add_argument("--quick", action="store_true", help="few rounds, no torch.compile")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--start", type=int, default=0, help="leave out so many of the first")
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    if not torch.cuda.is_available():
        print(NO_GPU, file=sys.stderr)
        return 2
    workloads = chosen_workloads(options.only, options.quick)[options.start :]
    if options.only and not workloads and not options.start:
        parser.error(f"no workload's name contains {' or '.join(options.only)}")
    num_rounds = NUM_QUICK_ROUNDS if options.quick else NUM_ROUNDS
    draw, timer = Draw.on(torch.device("cuda")), GraphTimer()
    with torch.no_grad():
        ceilings = measured_ceilings(draw, timer, num_rounds)
        known = {**machine(), **asdict(ceilings)}
        print(json.dumps(known), flush=True)
        rows = []
        options.output.parent.mkdir(parents=True, exist_ok=True)
        with options.output.open("a", encoding="utf-8") as file:
            for row in measured_rows(workloads, draw, timer, ceilings, num_rounds):
                rows.append(row)
                # Written at once: what comes later may end the process.
                file.write(json.dumps({**row, **known}) + "\n")
                file.flush()
                print(json.dumps(row), flush=True)
                if row["void"] is not None and is_lost():
                    print("\n".join(table(rows)), flush=True)
                    command = command_for_the_rest(given, options.start + len(rows))
                    os.execv(command[0], command)
    print("\n".join(table(rows)))
    return 1 if any(row["void"] is not None for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
