"""Every hostile or odd file ends as its manifest line expects, within bounds of time and memory.

Reads the documents for measuring, which are not part of this repository; skips without them. Of a
long document the pages are read that extraction with the embedded model reads.
Every eighth file by default, all of them with `-m slow`.
"""

from __future__ import annotations

import json
import os
import re
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docflow.errors import LIMIT_CODES, DocflowError
from workers.budgets import NANO_BUDGET
from workers.steps.pages import open_pages
from workers.steps.raster import RasterSpec
from workers.steps.reader_process import ReaderPool
from workers.steps.windows import first_and_last

DATA = Path(
    os.environ.get("DOCFLOW_EVAL_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
MAX_CPU_S = 20
MAX_MEMORY_BYTES = 2 * 2**30
SAMPLE_EVERY = 8

Line = dict[str, Any]


def manifest() -> list[Line]:
    path = DATA / "robust.jsonl"
    if not path.is_file():
        return []
    lines: list[Line] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return lines


def cases() -> Iterator[Any]:
    for index, line in enumerate(manifest()):
        marks = [] if index % SAMPLE_EVERY == 0 else [pytest.mark.slow]
        yield pytest.param(line, id=Path(line["path"]).stem[:48], marks=marks)


def outcome_of(line: Line, pool: ReaderPool, password: str | None = None) -> tuple[str, int]:
    """(`pages` or the error's code, number of words)."""
    path, name = DATA / line["path"], line.get("upload_filename")
    words = 0
    try:
        with open_pages(
            path, name=name, password=password, raster=RasterSpec(), pool=pool
        ) as stream:
            wanted = first_and_last(stream.num_pages, NANO_BUDGET.document_pages)
            stream.select(index + 1 for index in wanted)
            for page in stream:
                words += len(page.words)
    except DocflowError as error:
        # A message names the file and is safe to print.
        is_clear = error.message.isprintable() and ": " in error.message
        return error.code if is_clear else "unclear message", words
    return "pages", words


def agrees(expected: str, outcome: str, words: int) -> bool:
    checks = {
        "process": outcome == "pages",
        "abstain": outcome == "pages",
        "reject": outcome != "pages",
        "limit": outcome in LIMIT_CODES,
        "empty": outcome == "pages" and words <= 1,
        "needs_password": outcome == "password_required",
    }
    return any(checks[choice] for choice in expected.split("_or_"))


def cpu_of_children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of_idle_process(pool: ReaderPool) -> int:
    """The most memory it ever held; 0 where it has ended, within what the system let it have.

    Not from getrusage(): there a child starts with the memory of its parent.
    """
    if not pool._idle:
        return 0
    status = Path(f"/proc/{pool._idle[0]._process.pid}/status").read_text("utf-8")
    (peak_kib,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(peak_kib) * 1024


@pytest.mark.timeout(180)
@pytest.mark.parametrize("line", list(cases()))
def test_a_file_ends_as_expected(line: Line) -> None:
    pool = ReaderPool()
    before_s = cpu_of_children_s()
    outcome, words = outcome_of(line, pool)
    peak_bytes = memory_of_idle_process(pool)
    pool.clear()
    # Processor time: what the clock says depends on what else this machine is doing.
    assert cpu_of_children_s() - before_s < MAX_CPU_S
    assert peak_bytes < MAX_MEMORY_BYTES
    assert agrees(line["expect"], outcome, words), (line["expect"], outcome, words)


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, id=Path(line["path"]).stem[:48])
        for line in manifest()
        if line.get("password")
    ],
)
def test_the_right_password_opens_and_a_wrong_one_does_not(line: Line) -> None:
    pool = ReaderPool()
    assert outcome_of(line, pool, "certainly not this")[0] == "wrong_password"
    assert outcome_of(line, pool, line["password"])[0] == "pages"
    pool.clear()
