"""Reads a folder one document at a time and several at a time, in turns, and compares.

The goal stands first, then what was measured: pages a second on the cores of a CPU. Without a
manifest the documents are generated, born digital, the same ones for the same seed. It reads as
`docflow eval` does in one process; nothing is kept between two readings, not even OCR. Knows no
score: whether the values are right is for `docflow eval`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.cpu import machine
from docflow.commands.pipelines import MOST_AT_A_TIME, open_pipeline
from docflow.commands.reading import Request, read_all
from docflow.evaluation import schema_for
from docflow.manifest import read_manifest
from docflow.model_ref import parse_model_reference
from docflow.results import Result
from docflow.settings import Settings
from model.batch import Batch, Phase
from model.cache import Cache
from model.engine.engine import Engine
from model.engine.request import Generation
from model.engine.request import Request as ModelRequest
from training.documents import invoices
from training.documents.render import pdf_bytes
from workers.models import open_model

RESULTS = Path(__file__).resolve().parent / "results" / "folder.jsonl"
GOAL_RATIO = 2.0
SEED = "folder"


@dataclass
class Counts:
    """What an engine did."""

    generations: list[Generation] = field(default_factory=list)
    num_passes: int = 0

    def shares(self) -> dict[str, float]:
        """Of the tokens of the answers. drafted_wrong: tokens that were run and not used; a token
        that is forced may have been drafted as well.
        """
        done = self.generations
        num_tokens = max(1, sum(len(one.tokens) for one in done))
        counted = {
            "forced": sum(one.num_forced for one in done),
            "chosen": sum(len(one.tokens) - one.num_forced for one in done),
            "drafted_right": sum(one.num_right for one in done),
            "drafted_wrong": sum(one.num_drafted - one.num_right for one in done),
            "passes_alone": sum(one.num_steps for one in done),
            "passes": self.num_passes,
        }
        return {name: round(count / num_tokens, 4) for name, count in counted.items()}


@dataclass(frozen=True)
class Run:
    """One reading of the folder. process_s: processor time of this process, without readers."""

    at_a_time: int
    wall_s: float
    process_s: float
    num_pages: int
    results: list[Result]
    counts: Counts

    @property
    def pages_per_s(self) -> float:
        return self.num_pages / self.wall_s

    @property
    def tokens_per_s(self) -> float:
        return sum(len(one.tokens) for one in self.counts.generations) / self.wall_s


def generated(count: int, folder: Path) -> list[Request]:
    """Invoices with a text layer, the same ones each time."""
    requests = []
    for number in range(count):
        document = invoices.generate(random.Random(f"{SEED}:{number}"))
        file = folder / f"{number:04}.pdf"
        file.write_bytes(pdf_bytes(document.pages))
        requests.append(Request(str(file), "invoice"))
    return requests


def of_manifest(manifest: Path, kind: str | None, limit: int, folder: Path) -> list[Request]:
    """The first documents of a manifest, each with the schema it is scored with."""
    entries = read_manifest(manifest, kind=kind)[:limit]
    return [Request(str(e.file), schema_for(e, folder), e.password) for e in entries]


def watch(engine: Engine) -> list[Counts]:
    """Counts what `engine` does from now on into the last of these."""
    watched = [Counts()]
    generate, advance = engine.generate, engine.runner.network.advance

    def counted_generate(request: ModelRequest) -> Generation:
        generation = generate(request)
        watched[-1].generations.append(generation)
        return generation

    def counted_advance(batch: Batch, cache: Cache) -> Any:
        watched[-1].num_passes += batch.phase is Phase.STEP
        return advance(batch, cache)

    # On these two objects alone: nothing is measured in the product itself.
    vars(engine)["generate"] = counted_generate
    vars(engine.runner.network)["advance"] = counted_advance
    return watched


def read(requests: Sequence[Request], model: str, at_a_time: int, watched: list[Counts]) -> Run:
    """Reads all of them, with nothing kept from before."""
    watched.append(Counts())
    gc.collect()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        wall_s, process_s = time.perf_counter(), time.process_time()
        results = [
            result
            for _, result in read_all(requests, model, settings, open_pipeline, at_a_time=at_a_time)
        ]
        wall_s, process_s = time.perf_counter() - wall_s, time.process_time() - process_s
    num_pages = sum(result["pages"] for result in results if result["status"] != "failed")
    return Run(at_a_time, wall_s, process_s, num_pages, results, watched[-1])


def row(alone: Sequence[Run], together: Sequence[Run], about: dict[str, Any]) -> dict[str, Any]:
    """All that is needed to compare it with another. The ratio is the middle one of the rounds."""
    ratios = [many.pages_per_s / one.pages_per_s for one, many in zip(alone, together, strict=True)]
    found: dict[str, Any] = {
        "benchmark": "folder",
        "metric": "pages_per_second_ratio",
        "goal": GOAL_RATIO,
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "same_results": all(_plain(run) == _plain(alone[0]) for run in [*alone, *together]),
        "confidence_apart": max(_apart(alone[0], run) for run in [*alone, *together]),
        "documents": len(alone[0].results),
        "failed": sum(result["status"] == "failed" for result in alone[0].results),
        "pages": alone[0].num_pages,
    }
    for name, runs in (("alone", alone), ("together", together)):
        found[name] = {
            "at_a_time": runs[0].at_a_time,
            "pages_per_s": _middle(run.pages_per_s for run in runs),
            "output_tokens_per_s": _middle(run.tokens_per_s for run in runs),
            "process_s_per_page": _middle(run.process_s / max(1, run.num_pages) for run in runs),
            "shares": runs[0].counts.shares(),
        }
    return {**found, **about}


def _middle(values: Any) -> float:
    return round(statistics.median(values), 4)


def _plain(run: Run) -> list[Any]:
    """Results without what may differ from run to run."""
    plain = json.loads(json.dumps(run.results))
    for result in plain:
        result.get("usage", {}).pop("seconds", None)
        for found in result.get("fields", ()):
            del found["confidence"]
    return list(plain)


def _apart(one: Run, other: Run) -> float:
    """The largest difference between the confidences of a value, where both have it."""
    pairs = zip(_confidences(one), _confidences(other), strict=False)
    return round(max((abs(a - b) for a, b in pairs), default=0.0), 4)


def _confidences(run: Run) -> list[float]:
    return [
        found["confidence"]
        for result in run.results
        if result["status"] != "failed"
        for found in result["fields"]
        if found["confidence"] is not None
    ]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40, help="generated ones")
    parser.add_argument("--manifest", type=Path, help="read these instead; for measuring alone")
    parser.add_argument("--kind", help="of the manifest's documents")
    parser.add_argument("--limit", type=int, default=40, help="of the manifest's documents")
    parser.add_argument("--at-a-time", type=int, default=MOST_AT_A_TIME)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="nano")
    parser.add_argument("--no-save", action="store_true", help=f"append nothing to {RESULTS.name}")
    options = parser.parse_args()
    print(f"goal: {GOAL_RATIO} times the pages a second of one document at a time (2 cores)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.manifest is None:
            requests = generated(options.documents, folder)
        else:
            requests = of_manifest(options.manifest, options.kind, options.limit, folder)
        watched = watch(open_model(parse_model_reference(options.model)).engine)
        read(requests[:1], options.model, 1, watched)
        load_before, runs = os.getloadavg()[0], []
        for number in range(options.rounds):
            # In turns, each side first as often as the other.
            sides = (1, options.at_a_time) if number % 2 == 0 else (options.at_a_time, 1)
            for at_a_time in sides:
                runs.append(read(requests, options.model, at_a_time, watched))
                print(f"{at_a_time} at a time: {runs[-1].pages_per_s:.2f} pages/s", flush=True)
    about = {
        "documents_from": "generated" if options.manifest is None else options.manifest.name,
        "kind": "invoice" if options.manifest is None else options.kind,
        "model": options.model,
        "load_before": round(load_before, 2),
        "docflow": version("docflow"),
        **machine(),
    }
    alone = [run for run in runs if run.at_a_time == 1]
    together = [run for run in runs if run.at_a_time != 1]
    result = row(alone, together, about)
    print(f"ratio: {result['ratio']} (goal {GOAL_RATIO})")
    print(json.dumps(result))
    if not options.no_save:
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
