"""Counts failed attempts by address in this process's memory. Knows no request.

With several processes each counts for itself, so the limit is that many times higher.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

#: addresses remembered; when there are more, the one that failed longest ago is forgotten
MAX_ADDRESSES = 10_000


class FailureLimit:
    """At most `num_failures` within `window_s` seconds for an address. Threads may share it."""

    def __init__(
        self,
        num_failures: int = 20,
        window_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._num_failures = num_failures
        self._window_s = window_s
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def add_failure(self, address: str) -> float:
        """Counts one; seconds until the next attempt is welcome, 0 while under the limit."""
        now = self._clock()
        with self._lock:
            times = self._failures.setdefault(address, deque(maxlen=self._num_failures))
            self._failures.move_to_end(address)
            if len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)
            is_full = len(times) == self._num_failures
            wait_s = times[0] + self._window_s - now if is_full else 0.0
            if wait_s <= 0:
                times.append(now)
            return max(wait_s, 0.0)
