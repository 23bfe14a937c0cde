"""The circuit of an endpoint: stops asking a receiver that keeps failing, and notices when it is
back. Pure; knows no row.

closed ──(5 failures in a row)──> open ──(time over)──> half open ──(success)──> closed
                                    ↑                       │
                                    └───────(failure)───────┘

While it is open no attempt of a message is used up. Half open lets one message through. An
endpoint that did nothing but fail for five days is disabled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

OPENS_AFTER = 5
FIRST_OPEN_S = 30.0
MAX_OPEN_S = 600.0
DISABLED_AFTER = timedelta(days=5)
#: requests to one endpoint at the same time: enough for 100 a second at 200 ms an answer
MAX_IN_FLIGHT = 20
#: to one of which nothing is known, or whose answers take long; so many workers it may hold up
MAX_UNPROVEN = 3
#: a success is proof for so long
PROOF = timedelta(seconds=60)
#: a request that has no answer after this makes its endpoint a slow one
SLOW = timedelta(seconds=2)


@dataclass(frozen=True)
class Circuit:
    """How an endpoint has been doing. num_failures: in a row. until: no attempt before."""

    num_failures: int = 0
    failing_since: datetime | None = None
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it opened and no success closed it."""
        return self.num_failures >= OPENS_AFTER

    def max_in_flight(self, last_success: datetime | None, is_slow: bool, now: datetime) -> int:
        """How many requests may run at once: a receiver that hangs must not hold all workers.

        last_success: when a message last arrived. is_slow: one under way has been for too long.
        """
        if self.num_failures:
            return 1
        is_proven = last_success is not None and now - last_success <= PROOF
        return MAX_IN_FLIGHT if is_proven and not is_slow else MAX_UNPROVEN

    def lets_through(self, now: datetime) -> bool:
        """Whether an attempt may be made at `now`."""
        return self.until is None or self.until <= now

    def should_disable(self, now: datetime) -> bool:
        """Whether it failed for so long that asking again is pointless."""
        return self.failing_since is not None and now - self.failing_since >= DISABLED_AFTER


def after_success() -> Circuit:
    """The circuit once a message arrived."""
    return Circuit()


def after_failure(circuit: Circuit, now: datetime, throttle_until: datetime | None) -> Circuit:
    """The circuit after a failed attempt. throttle_until: what an overloaded receiver asks for.

    A request that was under way when the circuit opened says nothing new, however it fails.
    """
    times = [moment for moment in (circuit.until, throttle_until) if moment is not None]
    num_failures = circuit.num_failures
    if not circuit.is_open or circuit.lets_through(now):
        num_failures += 1
        if num_failures >= OPENS_AFTER:
            times.append(now + timedelta(seconds=_open_s(num_failures)))
    return Circuit(
        num_failures,
        circuit.failing_since or now,
        max((moment for moment in times if moment > now), default=None),
    )


def _open_s(num_failures: int) -> float:
    # Far more doublings than the longest time needs would overflow.
    doublings = min(num_failures - OPENS_AFTER, 16)
    return float(min(FIRST_OPEN_S * 2**doublings, MAX_OPEN_S))
