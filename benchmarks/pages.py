"""Times one born-digital page from file to result: in a warm process, and from the shell.

The goal stands first, then what was measured: a page in about a second on two CPU cores, and six
seconds from the shell to JSON, imports and weights included. Knows no other workload.
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
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docflow.settings import Settings
from schemas.schema import load_builtin
from workers.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "invoice.pdf"
GOAL_PAGE_S = 1.0
GOAL_SHELL_S = 6.0


def time_warm_pages(file: Path, model: str, repeats: int) -> list[float]:
    """Seconds a page of each repeat, after one document that nobody counts."""
    schema = load_builtin("invoice")
    pipeline = Pipeline(model, settings=Settings())
    pipeline.extract(file, schema)
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = pipeline.extract(file, schema)
        samples.append((time.perf_counter() - start) / result["pages"])
    return samples


def time_shell(file: Path, model: str) -> float:
    """Seconds of one `docflow extract --format json`, from starting the process to its end."""
    command = [sys.executable, "-m", "docflow.cli", "extract", str(file)]
    start = time.perf_counter()
    subprocess.run(
        [*command, "--model", model, "--format", "json"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def row(samples: list[float], shell_s: float, model: str) -> dict[str, Any]:
    """One result with all that is needed to compare it with another."""
    ordered = sorted(samples)
    return {
        "benchmark": "pages",
        "metric": "seconds_per_page",
        "unit": "s",
        "p20": _quantile(ordered, 0.2),
        "p50": round(statistics.median(ordered), 4),
        "p80": _quantile(ordered, 0.8),
        "shell_s": round(shell_s, 3),
        "repeats": len(samples),
        "model": model,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "torch": version("torch"),
        "docflow": version("docflow"),
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _quantile(ordered: list[float], share: float) -> float:
    return round(ordered[round(share * (len(ordered) - 1))], 4)


def _commit() -> str:
    answer = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--model", default="nano")
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    print(
        f"goal: {GOAL_PAGE_S:.1f} s a page, {GOAL_SHELL_S:.1f} s from the shell to JSON (2 cores)"
    )
    shell_s = time_shell(options.file, options.model)
    print(f"from the shell: {shell_s:.2f} s")
    samples = time_warm_pages(options.file, options.model, options.repeats)
    print(f"a page, warm: {statistics.median(samples):.3f} s (median of {len(samples)})")
    print(json.dumps(row(samples, shell_s, options.model)))


if __name__ == "__main__":
    main()
