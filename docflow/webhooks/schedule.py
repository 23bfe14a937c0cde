"""What follows an attempt: delivered, tried again and when, or given up. Pure; the moment and the
dice are given to it.

The schedule is that of Svix: at once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, each
a little later by chance so that what failed together does not come back together.

| answer | what follows |
|---|---|
| 2xx | delivered |
| 410 | the endpoint is gone: it is disabled |
| 429, 502, 504 | the receiver is overloaded: all its messages wait |
| any other, 3xx too, or none | the next try of the schedule |
| `Retry-After` | not before that, whatever the schedule says |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

#: seconds between an attempt and the next
DELAYS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000)
MAX_ATTEMPTS = len(DELAYS_S) + 1
JITTER = 0.1
#: a receiver may not put a message off for longer than this
MAX_RETRY_AFTER_S = 86_400.0
#: how long all messages of an overloaded endpoint wait where it does not say
THROTTLE_S = 60.0

GONE = 410
_OVERLOADED = frozenset({429, 502, 504})


class DeliveryState(StrEnum):
    """pending ──> delivered | exhausted | cancelled; redelivery makes each pending again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Decision:
    """What follows. retry_at: where it stays pending. throttle_until: no message of the endpoint
    before. is_gone: the endpoint said that it does not exist any more.
    """

    state: DeliveryState
    retry_at: datetime | None = None
    throttle_until: datetime | None = None
    is_gone: bool = False


def decide(
    status: int | None, retry_after: str | None, attempt: int, now: datetime, chance: float
) -> Decision:
    """What follows attempt number `attempt` (from 1).

    status: of HTTP, None without an answer. retry_after: that header. chance: 0 to 1, random.
    """
    if status is not None and 200 <= status < 300:
        return Decision(DeliveryState.DELIVERED)
    if status == GONE:
        return Decision(DeliveryState.CANCELLED, is_gone=True)
    asked_s = retry_after_s(retry_after, now)
    throttle_until = None
    if status in _OVERLOADED:
        throttle_until = now + timedelta(seconds=THROTTLE_S if asked_s is None else asked_s)
    if attempt >= MAX_ATTEMPTS:
        return Decision(DeliveryState.EXHAUSTED, throttle_until=throttle_until)
    delay_s = max(DELAYS_S[attempt - 1] * (1 + JITTER * chance), asked_s or 0.0)
    return Decision(
        DeliveryState.PENDING, now + timedelta(seconds=delay_s), throttle_until=throttle_until
    )


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, in either of its two forms; None for nonsense."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MAX_RETRY_AFTER_S)
