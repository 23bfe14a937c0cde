"""Works on several things at a time and gives the results in the order of the things.

Knows no document. The threads are daemons: a run that is interrupted waits for none of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from itertools import islice
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

#: results that wait for one before them, for each thread; after so many nothing more is begun
_AHEAD = 16


def in_order(items: Iterable[T], work: Callable[[T], R], *, at_a_time: int) -> Generator[R]:
    """`work(item)` of each item, as soon as it and all before it are there.

    At most `at_a_time` are worked on at once; with one, in this thread. What `work` raises is
    raised in its turn and ends the run. Closing the iterator begins nothing more and does not wait
    for what is under way.
    """
    if at_a_time == 1:
        yield from map(work, items)
        return
    lane: SimpleQueue[tuple[Future[R], T] | None] = SimpleQueue()
    for number in range(at_a_time):
        name = f"in-order-{number}"
        threading.Thread(target=_work, args=(lane, work), name=name, daemon=True).start()
    left = iter(items)
    begun: deque[Future[R]] = deque()
    try:
        while True:
            for item in islice(left, at_a_time * _AHEAD - len(begun)):
                begun.append(Future())
                lane.put((begun[-1], item))
            if not begun:
                return
            yield begun.popleft().result()
    finally:
        for future in begun:
            future.cancel()
        for _ in range(at_a_time):
            lane.put(None)


def _work(lane: SimpleQueue[tuple[Future[R], T] | None], work: Callable[[T], R]) -> None:
    while (given := lane.get()) is not None:
        future, item = given
        if not future.set_running_or_notify_cancel():
            continue
        try:
            result = work(item)
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)
        # Nothing is kept of it while the next one is awaited.
        del given, future, item
