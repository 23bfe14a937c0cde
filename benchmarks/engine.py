"""The engine at the 2B shape on a GPU, one thing after another switched on:
`python -m benchmarks.engine`. Weights are random; a recorded answer fixes what is written.

The ladder goes from one page at a time without graphs to everything at once; each rung has its part
of the time, after a warm-up that is not timed. Transformers' `generate` follows, in processes of
its own. `--tiny` runs the same with a small network in a minute, without a GPU too; its figures
say nothing. Rows go to `--output` on a GPU or with `--save`; the last line is JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import torch

from benchmarks.engine_network import random_network, settings
from benchmarks.engine_pages import TINY, Page, Shape, make_pages
from benchmarks.engine_peer import peer_rows
from benchmarks.engine_report import GOALS, ladder_rows, summary, table
from benchmarks.engine_rungs import NOISE, Figures, Rung, ladder, measure, serve
from benchmarks.machine import about, forget_peak, measured_rates, peak_gib
from model.config import ModelConfig
from model.engine.engine import Engine
from model.engine.plan import Limits
from model.engine.request import Generation, Request
from model.network.rax import Rax

OUTPUT = Path("benchmarks/results/engine.jsonl")
NO_GPU = "benchmarks.engine needs an NVIDIA GPU and PyTorch with CUDA; --tiny does without."
NEEDS_GPU = "needs a GPU"
#: shares of the time: for recording, and for the peers at the end
RECORDING, PEERS = 0.12, 0.3
#: of the drafts; with the forced tokens about three tokens a step are kept
WRONG = 0.5
#: of the time left for the rungs, what is measured; the rest warms up and runs out
MEASURED = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """What all rungs have in common. limits: of a pass, but for the pages in flight."""

    network: Rax
    shape: Shape
    pages: Sequence[Page]
    recorded: Sequence[Generation]
    device: torch.device
    dtype: torch.dtype
    limits: Limits
    num_output: int

    @property
    def config(self) -> ModelConfig:
        return self.network.config


@dataclass(slots=True)
class Measured:
    """figures: None where the rung is void."""

    rung: Rung
    figures: Figures | None = None
    void: str | None = None
    peak_gib: float | None = None
    warm_up_s: float | None = None
    shape: Shape = field(default_factory=Shape)


@contextmanager
def engine_for(run: Run, rung: Rung) -> Iterator[Engine]:
    """An engine whose memory is free again afterwards."""
    longest = run.shape.num_cells + run.shape.num_prompt + run.num_output
    count = rung.num_in_flight
    engine = Engine(
        run.network,
        max_tokens=longest,
        limits=replace(
            run.limits, max_sequences=count, max_step_tokens=max(count, run.limits.max_step_tokens)
        ),
        dtype=run.dtype,
        device=run.device,
        use_graphs=rung.graphs,
    )
    try:
        yield engine
    finally:
        engine.close()
        del engine
        gc.collect()
        if run.device.type == "cuda":
            torch.cuda.empty_cache()


def record(run: Run, rung: Rung, seconds: float) -> Run:
    """The same with the answers of the engine without forced tokens and drafts; pages for which
    there was no time are left out. One page before them compiles the kernels.
    """
    requests = _requests(run, rung, len(run.pages))
    with engine_for(run, rung) as engine:
        serve(engine, _requests(run, rung, 1), 1, 0.0)
        answered = serve(engine, requests, rung.num_in_flight, seconds)
    recorded = [x.generation for x in sorted(answered, key=lambda x: x.index)]
    pages = [
        page.recorded(answer.tokens) for page, answer in zip(run.pages, recorded, strict=False)
    ]
    return replace(run, pages=pages, recorded=recorded)


def measure_all(run: Run, rungs: Sequence[Rung], end: float) -> list[Measured]:
    """The rungs in their order, widest first: rungs with the same engine follow each other."""
    found: dict[str, Measured] = {}
    groups = groupby(rungs, lambda rung: (rung.num_in_flight, rung.graphs))
    num_left = len(rungs)
    for _, members in reversed([(key, list(members)) for key, members in groups]):
        while members:
            # A new engine after a failure: the old one still serves what it was given.
            with engine_for(run, members[0]) as engine:
                while members:
                    rung = members.pop(0)
                    share = MEASURED * max(0.0, end - time.monotonic()) / num_left
                    num_left -= 1
                    found[rung.name] = measured = _measured(run, engine, rung, share)
                    if measured.figures is None:
                        break
    return [found[rung.name] for rung in rungs]


def _measured(run: Run, engine: Engine, rung: Rung, seconds: float) -> Measured:
    measured = Measured(rung, shape=run.shape)
    if rung.graphs and rung.num_in_flight == 1 and run.device.type != "cuda":
        measured.void = NEEDS_GPU
        return measured
    try:
        start = time.perf_counter()
        # Each graph is recorded and each kernel compiled for what this rung needs.
        serve(engine, _requests(run, rung, rung.num_in_flight), rung.num_in_flight, 0.0)
        measured.warm_up_s = time.perf_counter() - start
        forget_peak(run.device)
        requests = _requests(run, rung, len(run.pages))
        noise = NOISE[run.dtype]
        measured.figures = measure(engine, rung, requests, run.recorded, noise, seconds)
        measured.peak_gib = peak_gib(run.device)
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        measured.void = f"{type(error).__name__}: {lines[0]}"[:200]
    return measured


def _requests(run: Run, rung: Rung, count: int) -> list[Request]:
    """Scripts are used up with their requests."""
    pages = run.pages[:count]
    return [rung.request(page, run.config, run.shape.num_shared) for page in pages]


def prepare(options: argparse.Namespace) -> Run:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    dtype = torch.float32 if options.tiny else torch.bfloat16
    config = ModelConfig.from_dict(settings(options.tiny))
    shape = TINY if options.tiny else Shape()
    pages = make_pages(config, shape, options.pages, options.wrong, lognormal=options.lognormal)
    network = random_network(config, device, dtype)
    limits = Limits(max_prefill_tokens=options.prefill_tokens, max_step_tokens=options.step_tokens)
    num_output = max(page.request.max_new_tokens for page in pages)
    return Run(network, shape, pages, [], device, dtype, limits, num_output)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when a rung is void that should not be, 2 without a GPU."""
    options = parse(arguments)
    has_gpu = torch.cuda.is_available()
    if not has_gpu and not options.tiny:
        print(NO_GPU, file=sys.stderr)
        return 2
    start = time.monotonic()
    end = start + options.budget_s
    print(GOALS, flush=True)
    rates = measured_rates(torch.device("cuda" if has_gpu else "cpu"))
    run = prepare(options)
    rungs = ladder(*((4, 8) if options.tiny else (64, 128)))
    plain = next(rung for rung in reversed(rungs) if not rung.forces)
    run = record(run, plain, RECORDING * options.budget_s)
    print(f"{len(run.pages)} pages recorded, {time.monotonic() - start:.0f} s so far", flush=True)
    reserved = 0.0 if options.no_peers else PEERS * options.budget_s
    measured = measure_all(run, rungs, end - reserved)
    rows = ladder_rows(run.config, measured, rates, run.dtype.itemsize)
    for row in rows:
        print(json.dumps(row), flush=True)
    if not options.no_peers:
        _release(run)
        for row in peer_rows(options.tiny, [*rows], run.recorded, end):
            rows.append(row)
            print(json.dumps(row), flush=True)
    known = about(rates) | {"tiny": options.tiny, "lognormal": options.lognormal}
    if has_gpu or options.save:
        save(options.output, rows, known)
    print("\n".join(table(rows)))
    print(json.dumps(summary(rows) | known | {"seconds": round(time.monotonic() - start, 1)}))
    return 1 if any("rung" in row and row["void"] not in (None, NEEDS_GPU) for row in rows) else 0


def _release(run: Run) -> None:
    """The peers have the GPU for themselves."""
    run.network.to_empty(device="meta")
    gc.collect()
    if run.device.type == "cuda":
        torch.cuda.empty_cache()


def save(path: Path, rows: Sequence[dict[str, Any]], known: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps({"benchmark": "engine", **row, **known}) + "\n" for row in rows)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tiny", action="store_true", help="a small network")
    parser.add_argument("--pages", type=int, help="at most; default 512, 16 with --tiny")
    parser.add_argument("--budget-s", type=float, help="for all; default 360, 60 with --tiny")
    parser.add_argument("--wrong", type=float, default=WRONG, help="share of wrong drafts")
    parser.add_argument("--lognormal", action="store_true", help="answers of 200 to 800 tokens")
    parser.add_argument("--prefill-tokens", type=int, default=Limits().max_prefill_tokens)
    parser.add_argument("--step-tokens", type=int, default=Limits().max_step_tokens)
    parser.add_argument("--no-peers", action="store_true", help="as with --lognormal")
    parser.add_argument("--save", action="store_true", help="append the rows without a GPU too")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args(arguments)
    options.pages = options.pages or (16 if options.tiny else 512)
    options.budget_s = options.budget_s or (60.0 if options.tiny else 360.0)
    # The peers' answers are all of one length.
    options.no_peers = options.no_peers or options.lognormal
    return options


if __name__ == "__main__":
    sys.exit(main())
