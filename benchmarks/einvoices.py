"""Times hybrid invoices whose XML says all that is asked, in a warm process: no model is loaded.

The goal stands first: 50 ms of processor time a file, of the process that reads pages and of the
one that asks it together. Seconds on the clock depend on what else the machine does; they are given
beside it. Linux only, since the reader's time comes from /proc. Knows no other workload.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.pages import _commit
from docflow.limits import Limits
from docflow.settings import Settings
from schemas.schema import load_builtin
from workers import document as document_module
from workers.backends import mupdf
from workers.pipeline import Pipeline
from workers.steps.attached import attached_invoice
from workers.steps.reader_process import POOL

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))
GOAL_MS = 50.0
#: steps of the asking process that are timed by themselves, by what they are called here
_STEPS = {"read_xml": "places and checks of the XML", "result_of_xml": "the result"}


def says_all(path: Path) -> bool:
    """Whether a PDF carries an e-invoice with lines."""
    document: Any = mupdf.open_document(path.read_bytes(), None, Limits())
    try:
        invoice = attached_invoice(document).invoice
        return invoice is not None and invoice.num_lines > 0
    finally:
        document.close()


def time_files(files: list[Path], repeats: int) -> dict[str, list[float]]:
    """Milliseconds a file, a value each: of every part, of all together (`total`), on the clock
    (`clock`). Each file's is the median of its repeats.

    Raises SystemExit where a model was asked after all.
    """
    schema = load_builtin("invoice")
    with tempfile.TemporaryDirectory() as home:
        pipeline = Pipeline("nano", settings=Settings(home=Path(home)))
        for path in files:
            result = pipeline.extract(path, schema)
            if result["model"] != "none" or "torch" in sys.modules:
                raise SystemExit(f"{path.name}: a model was asked, so this is no file to time")
        found: dict[str, list[float]] = defaultdict(list)
        for path in files:
            samples: dict[str, list[float]] = defaultdict(list)
            for _ in range(repeats):
                for part, spent in _time_one(partial(pipeline.extract, path, schema)).items():
                    samples[part].append(spent)
            for part, values in samples.items():
                found[part].append(statistics.median(values))
    return found


def _time_one(extract: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of one call by part."""
    steps = dict.fromkeys(_STEPS.values(), 0.0)
    if not POOL._idle:
        # A reader is ended after so many pages; the next one starts cold.
        extract()
    [reader] = POOL._idle
    before_ms, clock = _reader_ms(reader._process.pid), time.perf_counter()
    start = time.process_time()
    with _timed_steps(steps):
        extract()
    own_ms = (time.process_time() - start) * 1000
    clock_ms = (time.perf_counter() - clock) * 1000
    if reader not in POOL._idle:
        return _time_one(extract)
    reader_ms = _reader_ms(reader._process.pid) - before_ms
    rest_ms = own_ms - sum(steps.values())
    parts = {"the reader of pages": reader_ms, **steps, "messages and the rest": rest_ms}
    return {**parts, "total": own_ms + reader_ms, "clock": clock_ms}


@contextmanager
def _timed_steps(spent_ms: dict[str, float]) -> Iterator[None]:
    """Adds what the steps take to `spent_ms` while it runs in this thread."""
    kept = {name: getattr(document_module, name) for name in _STEPS}

    def timed(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return kept[name](*arguments, **named)
            finally:
                spent_ms[_STEPS[name]] += (time.process_time() - start) * 1000

        return call

    for name in _STEPS:
        setattr(document_module, name, timed(name))
    try:
        yield
    finally:
        for name, step in kept.items():
            setattr(document_module, name, step)


def _reader_ms(pid: int) -> float:
    """Processor milliseconds of a process so far."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def row(found: dict[str, list[float]], num_skipped: int, repeats: int) -> dict[str, Any]:
    """One result with all that is needed to compare it with another."""
    return {
        "benchmark": "einvoices",
        "metric": "cpu_ms_per_file",
        "unit": "ms",
        "p50": _share(found["total"], 0.5),
        "p95": _share(found["total"], 0.95),
        "clock_p50": _share(found["clock"], 0.5),
        "parts_p50": {name: _share(values, 0.5) for name, values in found.items()},
        "files": len(found["total"]),
        "files_without_lines": num_skipped,
        "repeats": repeats,
        "goal": GOAL_MS,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "docflow": version("docflow"),
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _share(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[round(share * (len(ordered) - 1))], 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA / "dev_einvoice")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    every = sorted(options.folder.glob("*.pdf"))
    files = [path for path in every if says_all(path)]
    if not files:
        raise SystemExit(f"{options.folder}: no PDF with an e-invoice with lines is there")
    print(f"goal: {GOAL_MS:.0f} ms of processor time a file, and no model loaded")
    found = time_files(files, options.repeats)
    for name, values in found.items():
        print(f"{name:32} {_share(values, 0.5):7.1f} ms  p95 {_share(values, 0.95):7.1f} ms")
    print(json.dumps(row(found, len(every) - len(files), options.repeats)))


if __name__ == "__main__":
    main()
