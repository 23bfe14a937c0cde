"""The decision after a failed try."""

from __future__ import annotations

from docflow.jobs.retry import MAX_DELAY_S, Fail, Retry, decide, poison_message


def test_what_no_second_try_can_change_fails_at_once() -> None:
    assert decide(retryable=False, attempt=1, max_attempts=3) == Fail()


def test_the_last_try_is_the_last() -> None:
    assert isinstance(decide(retryable=True, attempt=2, max_attempts=3), Retry)
    assert decide(retryable=True, attempt=3, max_attempts=3) == Fail()


def test_each_wait_is_longer_up_to_a_limit() -> None:
    delays = [decide(retryable=True, attempt=n, max_attempts=100) for n in range(1, 40)]
    seconds = [delay.delay_s for delay in delays if isinstance(delay, Retry)]
    assert len(seconds) == 39
    assert seconds == sorted(seconds)
    assert seconds[0] < 5
    assert seconds[-1] == MAX_DELAY_S


def test_a_document_that_is_given_up_says_how_the_last_try_ended() -> None:
    assert "lease ran out" in poison_message(3, "its lease ran out")
    assert "3 tries" in poison_message(3, None)
