"""Runs that watch: what is added comes in, nothing lost, doubled or truncated."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docflow.ingest.runner import Pace
from docflow.services import Services
from tests.docflow.ingest.support import (
    FakeWorkers,
    MakeRun,
    Run,
    documents,
    finish_documents,
    pdf,
)


def wait_until(is_so: Callable[[], bool], timeout_s: float = 60.0) -> None:
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def watching(make_run: MakeRun) -> Iterator[Callable[..., Run]]:
    """Starts runs that watch; all are stopped at the test's end."""
    started: list[tuple[Run, threading.Thread]] = []

    def start(**options: object) -> Run:
        run = make_run(watch=True, wait=True, **options)
        started.append((run, run.in_thread()))
        return run

    yield start
    for run, thread in started:
        run.stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_a_watch_takes_in_what_is_added(
    watching: Callable[..., Run], inbox: Path, services: Services
) -> None:
    slow_scan = Pace(settle_s=0.0, rescan_s=999.0, poll_s=999.0, update_s=0.02)
    run = watching(pace=slow_scan)
    time.sleep(1.0)
    (inbox / "new").mkdir()
    (inbox / "new" / "a.pdf").write_bytes(pdf())
    wait_until(lambda: len(documents(services)) == 1)
    finish_documents(services)
    wait_until(lambda: run.tally.endings["done"] == 1)


def test_a_watch_polls_where_the_system_tells_of_nothing(
    watching: Callable[..., Run], inbox: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*folders: Path, **options: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchfiles.watch", refuse)
    watching()
    (inbox / "a.pdf").write_bytes(pdf())
    wait_until(lambda: len(documents(services)) == 1)


def test_a_watch_reports_each_file_once(
    watching: Callable[..., Run], inbox: Path, services: Services
) -> None:
    (inbox / "a.pdf").write_bytes(pdf())
    (inbox / "b.txt").write_text("a letter")
    run = watching()
    wait_until(lambda: len(documents(services)) == 1)
    finish_documents(services)
    time.sleep(1.5)
    assert sorted(row.ending for row in run.ended) == ["done", "rejected"]
    assert run.tally.num_files == 2


def _drop_files(inbox: Path, contents: list[bytes]) -> None:
    """A tenth slowly in pieces, a twentieth renamed in, the others at once."""
    slow = []
    for number, content in enumerate(contents):
        path = inbox / f"{number % 7}" / f"{number}.pdf"
        path.parent.mkdir(exist_ok=True)
        if number % 10 == 0:
            slow.append((path, content))
        elif number % 20 == 1:
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.rename(path)
        else:
            path.write_bytes(content)
        if number % 20 == 0:
            time.sleep(0.02)
    files = [(path.open("wb"), content) for path, content in slow]
    for start in range(0, 3_000, 500):
        for file, content in files:
            file.write(content[start : start + 500])
            file.flush()
        time.sleep(0.15)
    for file, _ in files:
        file.close()


def test_two_hundred_files_and_two_restarts(
    make_run: MakeRun, inbox: Path, tmp_path: Path, services: Services
) -> None:
    dice = random.Random(7)
    contents = [pdf(dice.randbytes(1_450).hex()) for _ in range(200)]
    pace = Pace(settle_s=0.6, rescan_s=1.0, poll_s=0.5, update_s=0.05)
    dropping = threading.Thread(target=_drop_files, args=(inbox, contents))
    workers = FakeWorkers(services)
    workers.start()
    dropping.start()
    try:
        for _ in range(2):
            run = make_run(watch=True, pace=pace, move_to=tmp_path / "done")
            thread = run.in_thread()
            time.sleep(0.7)
            run.stop.set()
            thread.join(10)
        dropping.join()
        run = make_run(wait=True, pace=pace, move_to=tmp_path / "done")()
    finally:
        dropping.join()
        workers.stop(10)
    rows = documents(services)
    assert sorted(row.sha256 for row in rows) == sorted(
        hashlib.sha256(content).hexdigest() for content in contents
    )
    assert {row.state for row in rows} == {"done"}
    assert sum(path.is_file() for path in (tmp_path / "done").rglob("*")) == 200
    assert not any(path.is_file() for path in inbox.rglob("*"))
