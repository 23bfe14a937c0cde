"""What becomes of a stage that failed: another try, or the end. Pure. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass

#: seconds before the second try, doubled for each one after it
FIRST_DELAY_S = 2.0
MAX_DELAY_S = 300.0
#: a stage that was tried too often without ever saying why: it ended its process each time
POISON = "poison"


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again, not before `delay_s` seconds from now."""

    delay_s: float


@dataclass(frozen=True, slots=True)
class Fail:
    """Give up."""


def decide(*, retryable: bool, attempt: int, max_attempts: int) -> Retry | Fail:
    """The decision after try number `attempt` (from 1) of at most `max_attempts`."""
    if not retryable or attempt >= max_attempts:
        return Fail()
    return Retry(min(MAX_DELAY_S, FIRST_DELAY_S * 2.0 ** (attempt - 1)))


def poison_message(num_tries: int, reason: str | None) -> str:
    """The sentence of a document that is given up. reason: how the last try ended."""
    ending = reason or "the worker ended without a word"
    return f"given up after {num_tries} tries; the last one ended so: {ending}"
