"""Decoding and prefill of the 2B shape on a CPU: `python -m benchmarks.cpu`. Weights are random.

First single linears: ours in int8, torch's in float32 and bfloat16, milliseconds and errors. Then,
each in a process of its own, one after the other: our network on its packed form and transformers'
`generate` in float32; and how far int8 weights take our hidden states from float32's. Rows go to
benchmarks/results/cpu.jsonl; the last line is JSON. Transformers takes 9 GB of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from model.cpu_choice import usable_cores
from model.cpu_linear import QuantisedLinear

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks/results/cpu.jsonl"
GOAL_DECODE, GOAL_PREFILL = 2.5, 1.0
#: outputs and inputs of the decoder's merged projections, and of the head
SHAPES = {
    "in_proj": (8224, 2048),
    "qkv_proj": (5120, 2048),
    "out_proj": (2048, 2048),
    "gate_up_proj": (12288, 2048),
    "down_proj": (2048, 6144),
    "head": (248320, 2048),
}
NUM_ROWS = (1, 4, 16, 256)
SIDES = ("transformers", "ours", "errors")
#: of float32 weights, by as many copies of a matrix as it takes: all of a network's weights don't
#: stay in a CPU's cache either
COLD_BYTES = 1 << 28
#: activations of trained networks have a few channels that are far greater than the others
OUTLIERS, OUTLIER_SIZE = 8, 30.0


@torch.no_grad()
def linear_rows(repeats: int) -> Iterator[dict[str, Any]]:
    """A row for each width."""
    for name, (num_outputs, num_inputs) in SHAPES.items():
        copies = max(1, COLD_BYTES // (4 * num_outputs * num_inputs))
        weights = [torch.randn(num_outputs, num_inputs) * 0.02 for _ in range(copies)]
        halves = [weight.bfloat16() for weight in weights]
        linears = [QuantisedLinear(weight) for weight in weights]
        yield {
            "metric": "linear",
            "unit": "ms",
            "linear": name,
            "shape": [num_outputs, num_inputs],
            "rows": {
                str(count): _times(count, weights, halves, linears, repeats)
                for count in NUM_ROWS
                if count < NUM_ROWS[-1] or name != "head"
            },
            "errors": _errors(weights[0], linears[0]),
        }


def _times(
    num_rows: int,
    weights: list[Tensor],
    halves: list[Tensor],
    linears: list[QuantisedLinear],
    repeats: int,
) -> dict[str, float]:
    """Milliseconds a call; our linear with activations of either dtype."""
    x = torch.randn(num_rows, weights[0].shape[1])
    half = x.bfloat16()
    sides: dict[str, Callable[[int], Tensor]] = {
        "float32": lambda i: F.linear(x, weights[i]),
        "bfloat16": lambda i: F.linear(half, halves[i]),
        "int8_float32": lambda i: linears[i](x),
        "int8_bfloat16": lambda i: linears[i](half),
    }
    return {name: _median_ms(side, len(weights), repeats) for name, side in sides.items()}


def _median_ms(call: Callable[[int], Tensor], count: int, repeats: int) -> float:
    """Each call with the next of `count` matrices; at least `repeats` calls."""
    seconds = []
    for i in range(max(repeats, count) + 1):
        start = time.perf_counter()
        call(i % count)
        seconds.append(time.perf_counter() - start)
    return round(statistics.median(seconds[1:]) * 1e3, 3)


def _errors(weight: Tensor, linear: QuantisedLinear) -> dict[str, float]:
    """Relative RMS of the differences from float32; with outlier channels in the inputs too."""
    even = torch.randn(NUM_ROWS[-1], weight.shape[1])
    uneven = even.clone()
    uneven[:, :OUTLIERS] *= OUTLIER_SIZE
    few = NUM_ROWS[1]
    cases = {"few_rows": even[:few], "many_rows": even, "few_rows_with_outliers": uneven[:few]}
    return {name: _error(linear(x), F.linear(x, weight)) for name, x in cases.items()}


def _error(actual: Tensor, expected: Tensor) -> float:
    difference = (actual - expected).square().mean().sqrt()
    return round(float(difference / expected.square().mean().sqrt()), 5)


def network_row(options: argparse.Namespace) -> dict[str, Any]:
    """Both networks and the errors, and the ratios of one run."""
    sides = {side: _side(side, options) for side in options.sides}
    row: dict[str, Any] = {
        "metric": "network",
        "layers": options.layers or "all",
        "prompt_tokens": options.prompt,
        "decoded_tokens": options.tokens,
        "repeats": options.repeats,
        "sides": sides,
    }
    if {"transformers", "ours"} <= sides.keys():
        ours, theirs = sides["ours"], sides["transformers"]
        metrics = ("prefill_s_least", "prefill_s_p50", "decode_ms_p20", "decode_ms_p50")
        row["times_as_fast"] = {name: round(theirs[name] / ours[name], 2) for name in metrics}
    return row


def _side(side: str, options: argparse.Namespace) -> dict[str, Any]:
    """One process; what it says goes to stderr, its JSON line is its answer."""
    arguments = {
        "--layers": options.layers,
        "--dtype": options.dtype,
        "--prompt": options.prompt,
        "--tokens": options.tokens,
        "--repeats": options.repeats,
    }
    given = [str(part) for pair in arguments.items() if pair[1] is not None for part in pair]
    command = [sys.executable, "-m", "benchmarks.cpu_network", side, *given]
    load_before = os.getloadavg()[0]
    answer = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    values: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return {**values, "load_before": round(load_before, 2)}


def machine() -> dict[str, Any]:
    """What figures depend on."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        "cpu": _cpu_name(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "cores": usable_cores(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "transformers": version("transformers"),
        "commit": commit.stdout.strip(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _cpu_name() -> str:
    """Name and family: a virtual machine may hide the rest of the name."""
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return platform.machine()
    found: dict[str, str] = {}
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        found.setdefault(key.strip(), value.strip())
    return f"{found.get('model name', platform.machine())}, family {found.get('cpu family', '?')}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, help="fewer than the network has, for a quick look")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="of our activations")
    parser.add_argument("--prompt", type=int, default=256, help="tokens")
    parser.add_argument("--tokens", type=int, default=16, help="to decode")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", choices=("linears", "network"))
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=SIDES)
    parser.add_argument("--save", action="store_true", help=f"append the rows to {RESULTS.name}")
    options = parser.parse_args()
    torch.set_num_threads(usable_cores())
    print(
        f"goal: {GOAL_DECODE} times the decoded tokens a second of transformers in float32,"
        f" {GOAL_PREFILL} times its prefill, with less memory"
    )
    about = {"benchmark": "cpu", **machine()}
    rows = []
    for row in _rows(options):
        rows.append({**about, **row})
        print(json.dumps(rows[-1]), flush=True)
    if options.save:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)


def _rows(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if options.only != "network":
        yield from linear_rows(repeats=20)
    if options.only != "linears":
        yield network_row(options)


if __name__ == "__main__":
    main()
