"""Several things at a time, results in their order."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from docflow.commands.in_order import in_order

WAIT_S = 20.0


def test_results_keep_the_order_of_the_items_whatever_ends_first() -> None:
    is_last_done = threading.Event()

    def work(number: int) -> int:
        if number == 3:
            is_last_done.set()
        else:
            assert is_last_done.wait(WAIT_S)
        return number

    assert list(in_order(range(4), work, at_a_time=4)) == [0, 1, 2, 3]


def test_a_result_is_given_while_the_next_item_is_still_worked_on() -> None:
    has_come = threading.Event()

    def work(number: int) -> bool:
        return number == 0 or has_come.wait(WAIT_S)

    results = in_order(range(2), work, at_a_time=2)
    assert next(results)
    has_come.set()
    assert list(results) == [True]


def test_items_are_worked_on_together_up_to_the_bound() -> None:
    # Only three that wait for each other pass it.
    together = threading.Barrier(3, timeout=WAIT_S)
    lock = threading.Lock()
    running, most = 0, 0

    def work(_: int) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1
        together.wait()

    list(in_order(range(9), work, at_a_time=3))
    assert most == 3


def test_one_at_a_time_is_worked_on_in_this_thread() -> None:
    threads = in_order(range(3), lambda _: threading.current_thread(), at_a_time=1)
    assert set(threads) == {threading.current_thread()}


def test_items_without_end_are_not_taken_far_ahead_of_the_results() -> None:
    taken = itertools.count()
    results = in_order(iter(taken.__next__, None), lambda number: number, at_a_time=2)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert next(taken) < 100
    results.close()


def test_what_the_work_raises_comes_in_its_turn_and_ends_the_run() -> None:
    def work(number: int) -> int:
        if number == 1:
            raise ValueError("one")
        return number

    results = in_order(range(3), work, at_a_time=2)
    assert next(results) == 0
    with pytest.raises(ValueError, match="one"):
        next(results)
    assert list(results) == []


def test_a_run_that_is_interrupted_begins_nothing_more_and_waits_for_nothing() -> None:
    may_end, begun = threading.Event(), []

    def work(number: int) -> int:
        begun.append(number)
        if number:
            may_end.wait(WAIT_S)
        return number

    results = in_order(range(50), work, at_a_time=2)
    assert next(results) == 0
    start = time.monotonic()
    results.close()
    assert time.monotonic() - start < WAIT_S / 2
    may_end.set()
    deadline = time.monotonic() + WAIT_S
    while any(thread.name.startswith("in-order") for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "a thread goes on"
        time.sleep(0.01)
    assert len(begun) <= 4


def test_no_items_give_no_results() -> None:
    assert list(in_order([], str, at_a_time=3)) == []
