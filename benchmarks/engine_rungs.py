"""One rung of the engine's ladder: pages served by so many clients, and what that is worth.

Each client hands in a page when its last one is answered, so as many are in flight all the time. A
rung whose answers are not the recorded ones is void: what is timed must be right. Knows no command
line and no peer.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue

import torch

from benchmarks.engine_pages import Page, Script, without_blank_cells
from model.batch import Phase
from model.config import ModelConfig
from model.engine.engine import Engine
from model.engine.request import Generation, Request

#: share of the pages that may be answered otherwise: a tie in bf16 may fall either way
MOST_DIFFERING = 0.02
#: mean difference of the log probabilities of a page's tokens up to which they are the same
NOISE = {torch.bfloat16: 0.05, torch.float32: 1e-3}


@dataclass(frozen=True, slots=True)
class Rung:
    """What is on: graphs in the engine; forced tokens, drafts, a shared beginning and dropped blank
    cells in the requests.
    """

    name: str
    num_in_flight: int
    graphs: bool = True
    forces: bool = False
    drafts: bool = False
    shares: bool = False
    drops: bool = False

    def request(self, page: Page, config: ModelConfig, num_shared: int) -> Request:
        if self.drops:
            page = without_blank_cells(page, config)
        script = Script(page, config.text.vocab_size, forces=self.forces, drafts=self.drafts)
        shared = num_shared if self.shares else 0
        return replace(page.request, constraint=script, num_shared=shared)


def ladder(wide: int, widest: int) -> list[Rung]:
    """wide, widest: pages in flight where they are batched."""
    steps = [
        ("+forced", {"forces": True}),
        ("+drafts", {"drafts": True}),
        ("+shared prefix", {"shares": True}),
        ("+blank drop", {"drops": True}),
    ]
    rungs = [
        Rung("eager, one at a time", 1, graphs=False),
        Rung("+graphs", 1),
        Rung(f"+batching {wide}", wide),
        Rung(f"+batching {widest}", widest),
    ]
    for name, change in steps:
        rungs.append(replace(rungs[-1], name=name, **change))
    return rungs


@dataclass(frozen=True, slots=True)
class Answered:
    """index: of the page. begun, ended: when it was handed in and answered, from the start on."""

    index: int
    begun: float
    ended: float
    generation: Generation


def serve(
    engine: Engine, requests: Sequence[Request], num_in_flight: int, seconds: float
) -> list[Answered]:
    """Answers to the first requests, as many as are handed in within so many seconds, and at least
    as many as there are clients. Raises: what the engine answers with; the others are let go.
    """
    ended: SimpleQueue[tuple[int, float, Future[Generation]]] = SimpleQueue()
    waiting = list(enumerate(requests))[::-1]
    found: list[Answered] = []
    futures: list[Future[Generation]] = []
    start = time.perf_counter()
    begun: dict[int, float] = {}

    def note(index: int, future: Future[Generation]) -> None:
        ended.put((index, time.perf_counter() - start, future))

    def begin() -> None:
        index, request = waiting.pop()
        begun[index] = time.perf_counter() - start
        futures.append(engine.submit(request))
        futures[-1].add_done_callback(partial(note, index))

    for _ in range(min(num_in_flight, len(requests))):
        begin()
    try:
        while len(found) < len(futures):
            index, moment, future = ended.get()
            found.append(Answered(index, begun[index], moment, future.result()))
            if waiting and time.perf_counter() - start < seconds:
                begin()
    finally:
        for future in futures:
            future.cancel()
    return found


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a rung. steady: pages per second while all clients were busy, None where that was short.
    num_steps, num_run: of a page, passes after the prompt and tokens that went through them.
    differing: share of the pages with another answer than the recorded one.
    """

    num_pages: int
    seconds: float
    steady: float | None
    num_tokens: int
    latency_p50_s: float
    latency_p95_s: float
    num_passes: dict[str, int]
    num_steps: float
    num_run: float
    num_forced: int
    num_drafted: int
    num_right: int
    differing: float

    @property
    def pages_per_s(self) -> float:
        return self.num_pages / self.seconds


def measure(
    engine: Engine,
    rung: Rung,
    requests: Sequence[Request],
    recorded: Sequence[Generation],
    noise: float,
    seconds: float,
) -> Figures:
    """Serves the requests, which are not used up. Raises: what the engine answers with."""
    before = dict(engine.runner.num_passes)
    answered = serve(engine, requests, rung.num_in_flight, seconds)
    generations = [x.generation for x in answered]
    latencies = sorted(x.ended - x.begun for x in answered)
    # The values of a thinned image are others: only the text is the same.
    tolerance = math.inf if rung.drops else noise
    num_differing = sum(not is_same(x.generation, recorded[x.index], tolerance) for x in answered)
    num_wrong = sum(x.num_drafted - x.num_right for x in generations)
    num_tokens, num_pages = sum(len(x.tokens) for x in generations), len(answered)
    return Figures(
        num_pages=num_pages,
        seconds=max(x.ended for x in answered),
        steady=_steady(answered, rung.num_in_flight),
        num_tokens=num_tokens,
        latency_p50_s=statistics.median(latencies),
        latency_p95_s=latencies[math.ceil(0.95 * num_pages) - 1],
        num_passes={
            phase.value: engine.runner.num_passes[phase] - before[phase] for phase in Phase
        },
        # The first choice of a page is its prompt's, and its last token goes through no pass.
        num_steps=sum(x.num_steps - 1 for x in generations) / num_pages,
        num_run=(num_tokens - num_pages + num_wrong) / num_pages,
        num_forced=sum(x.num_forced for x in generations),
        num_drafted=sum(x.num_drafted for x in generations),
        num_right=sum(x.num_right for x in generations),
        differing=num_differing / num_pages,
    )


def _steady(answered: Sequence[Answered], num_in_flight: int) -> float | None:
    """From the answer with which every client had one to the last time one handed in a page."""
    moments, last = sorted(x.ended for x in answered), max(x.begun for x in answered)
    first = moments[num_in_flight - 1] if len(moments) > num_in_flight else last
    count = sum(first < moment <= last for moment in moments)
    return count / (last - first) if count >= num_in_flight else None


def is_same(answer: Generation, recorded: Generation, tolerance: float) -> bool:
    """The same tokens and, where both were chosen, as likely among all."""
    if answer.tokens != recorded.tokens:
        return False
    pairs = zip(answer.free_logprobs, recorded.free_logprobs, strict=True)
    differences = [abs(a - b) for a, b in pairs if not math.isnan(a + b)]
    return statistics.fmean(differences or [0.0]) <= tolerance
