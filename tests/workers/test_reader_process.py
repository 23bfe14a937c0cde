"""Processes are kept while they are healthy and ended, with all they started, when they are not."""

from __future__ import annotations

import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator

import pytest

from docflow.errors import SetupError
from workers.steps import reader_process
from workers.steps.reader_process import (
    ReaderDied,
    ReaderPool,
    ReaderProcess,
    most_readers,
)
from workers.steps.wire import WireTimeout


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    process = ReaderProcess()
    yield process
    process.end()


def answers(reader: ReaderProcess) -> bool:
    reader.send({"op": "close"}, within_s=20)
    return reader.receive(within_s=60) == ({"closed": True}, b"")


def test_a_process_answers(reader: ReaderProcess) -> None:
    assert answers(reader)
    assert reader.alive


def test_a_process_that_was_killed_is_told_with_its_signal(reader: ReaderProcess) -> None:
    assert answers(reader)
    os.kill(reader._process.pid, signal.SIGSEGV)
    with pytest.raises(ReaderDied) as caught:
        reader.receive(within_s=60)
    assert caught.value.signal == signal.SIGSEGV
    assert not reader.alive


def test_an_answer_that_does_not_come_is_a_timeout(reader: ReaderProcess) -> None:
    with pytest.raises(WireTimeout):
        reader.receive(within_s=0.05)


def test_ending_twice_is_harmless(reader: ReaderProcess) -> None:
    reader.end()
    reader.end()
    assert not reader.alive


def test_a_process_ends_when_its_parent_hangs_up(reader: ReaderProcess) -> None:
    assert answers(reader)
    assert reader._process.stdin is not None
    reader._process.stdin.close()
    assert reader._process.wait(timeout=60) == 0


def test_a_process_sees_no_secrets(reader: ReaderProcess) -> None:
    assert answers(reader)
    with open(f"/proc/{reader._process.pid}/environ", "rb") as file:
        names = {entry.partition(b"=")[0] for entry in file.read().split(b"\0")}
    assert not any(name.startswith((b"DOCFLOW", b"PYTEST")) for name in names)


def test_the_pool_gives_an_idle_process_out_again() -> None:
    pool = ReaderPool()
    first = pool.take()
    pool.give_back(first)
    assert pool.take() is first
    first.end()


def test_the_pool_never_gives_one_process_to_two() -> None:
    pool = ReaderPool()
    pool.give_back(pool.take())
    first, second = pool.take(), pool.take()
    assert first is not second
    first.end()
    second.end()


def test_the_pool_ends_what_it_does_not_keep() -> None:
    pool = ReaderPool()
    first, second = pool.take(), pool.take()
    pool.give_back(first)
    pool.give_back(second)
    assert first.alive
    assert not second.alive
    pool.clear()
    assert not first.alive


def test_the_pool_keeps_as_many_processes_as_may_read() -> None:
    pool = ReaderPool(2)
    readers = [pool.take() for _ in range(3)]
    for reader in readers:
        pool.give_back(reader)
    assert [reader.alive for reader in readers] == [True, True, False]
    # The one used last is the warmest.
    assert pool.take() is readers[1]
    pool.clear()
    readers[1].end()


def test_no_more_documents_are_read_at_a_time_than_the_pool_lets() -> None:
    pool = ReaderPool(2)
    lock, may_end = threading.Lock(), threading.Event()
    reading: list[int] = []

    def read(number: int) -> None:
        with pool.turn():
            with lock:
                reading.append(number)
            may_end.wait(20)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(reading) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    # Long enough for a third to come in.
    time.sleep(0.1)
    assert len(reading) == 2
    may_end.set()
    for thread in threads:
        thread.join(20)
    assert sorted(reading) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("cores", "memory_gib", "most"),
    [(1, 16, 1), (2, 16, 2), (2, 4, 1), (8, 8, 2), (8, 64, 8), (8, None, 4), (1, 1, 1)],
)
def test_as_many_read_as_cores_and_memory_allow(
    monkeypatch: pytest.MonkeyPatch, cores: int, memory_gib: int | None, most: int
) -> None:
    def told(name: str) -> int:
        if memory_gib is None:
            raise ValueError("unrecognized configuration name")
        return {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": memory_gib * 2**18}[name]

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(os, "sysconf", told)
    assert most_readers() == most


def test_processes_in_use_end_with_the_one_that_started_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_process, "_ENDING", threading.Event())
    monkeypatch.setattr(reader_process, "_STARTED", weakref.WeakSet())
    pool = ReaderPool()
    used = pool.take()
    reader_process.end_all()
    assert not used.alive
    with pytest.raises(SetupError):
        pool.take()


def test_the_pool_replaces_a_process_that_died_while_idle() -> None:
    pool = ReaderPool()
    first = pool.take()
    pool.give_back(first)
    os.kill(first._process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while first.alive and time.monotonic() < deadline:
        time.sleep(0.01)
    second = pool.take()
    assert second is not first
    assert second.alive
    second.end()


def test_a_forked_process_starts_with_an_empty_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ReaderPool()
    first = pool.take()
    pool.give_back(first)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    second = pool.take()
    assert second is not first
    first.end()
    second.end()
