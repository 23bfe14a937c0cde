"""What follows an attempt, and the circuit of an endpoint."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docflow.webhooks.circuit import (
    DISABLED_AFTER,
    MAX_IN_FLIGHT,
    MAX_UNPROVEN,
    OPENS_AFTER,
    Circuit,
    after_failure,
    after_success,
)
from docflow.webhooks.schedule import (
    DELAYS_S,
    MAX_ATTEMPTS,
    MAX_RETRY_AFTER_S,
    DeliveryState,
    decide,
    retry_after_s,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_2xx_is_delivered(status: int) -> None:
    assert decide(status, None, 1, NOW, 0.5).state == DeliveryState.DELIVERED


@pytest.mark.parametrize("status", [None, 100, 301, 302, 308, 400, 401, 404, 500, 503])
def test_anything_else_is_tried_again_by_the_schedule(status: int | None) -> None:
    for attempt, delay_s in enumerate((5, 300, 1800, 7200, 18000, 36000, 36000), 1):
        decision = decide(status, None, attempt, NOW, 0.0)
        assert decision.state == DeliveryState.PENDING
        assert decision.retry_at == NOW + timedelta(seconds=delay_s)


def test_the_eighth_failure_is_the_last() -> None:
    assert MAX_ATTEMPTS == 8
    assert decide(500, None, 8, NOW, 0.0).state == DeliveryState.EXHAUSTED


def test_gone_ends_the_endpoint() -> None:
    decision = decide(410, None, 1, NOW, 0.0)

    assert decision.is_gone
    assert decision.state == DeliveryState.CANCELLED


@given(st.integers(1, 7), st.floats(0, 1))
def test_chance_only_adds_and_at_most_a_tenth(attempt: int, chance: float) -> None:
    retry_at = decide(500, None, attempt, NOW, chance).retry_at
    assert retry_at is not None
    delay_s = (retry_at - NOW).total_seconds()

    assert DELAYS_S[attempt - 1] <= delay_s <= DELAYS_S[attempt - 1] * 1.1 + 1e-3


@pytest.mark.parametrize("status", [429, 503, 500])
def test_retry_after_puts_the_next_try_off(status: int) -> None:
    assert decide(status, "120", 1, NOW, 0.0).retry_at == NOW + timedelta(seconds=120)
    # and never brings it forward
    assert decide(status, "1", 2, NOW, 0.0).retry_at == NOW + timedelta(seconds=300)


@pytest.mark.parametrize("status", [429, 502, 504])
def test_an_overloaded_receiver_is_left_alone_with_all_messages(status: int) -> None:
    assert decide(status, None, 1, NOW, 0.0).throttle_until == NOW + timedelta(seconds=60)
    assert decide(status, "90", 1, NOW, 0.0).throttle_until == NOW + timedelta(seconds=90)
    assert decide(500, "90", 1, NOW, 0.0).throttle_until is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 15 ", 15.0),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("9" * 400, MAX_RETRY_AFTER_S),
        ("Sun, 01 Mar 9999 12:02:00 GMT", MAX_RETRY_AFTER_S),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("٣", None),
    ],
)
def test_both_forms_of_retry_after_are_read(header: str, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_breaks_the_decision(header: str) -> None:
    seconds = retry_after_s(header, NOW)

    assert seconds is None or 0 <= seconds <= MAX_RETRY_AFTER_S


def _failed(times: int, now: datetime = NOW) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = after_failure(circuit, now, None)
    return circuit


def test_the_circuit_opens_after_failures_in_a_row() -> None:
    assert _failed(OPENS_AFTER - 1).lets_through(NOW)
    assert not _failed(OPENS_AFTER).lets_through(NOW)
    assert _failed(OPENS_AFTER).lets_through(NOW + timedelta(seconds=30))


def test_requests_that_were_under_way_when_it_opened_do_not_open_it_for_longer() -> None:
    assert _failed(OPENS_AFTER + 20) == _failed(OPENS_AFTER)


def test_a_failed_probe_opens_it_for_longer_up_to_ten_minutes() -> None:
    circuit, now, times = _failed(OPENS_AFTER), NOW, []
    for _ in range(40):
        assert circuit.until is not None
        times.append((circuit.until - now).total_seconds())
        now = circuit.until
        circuit = after_failure(circuit, now, None)

    assert times[:6] == [30, 60, 120, 240, 480, 600]
    assert set(times[6:]) == {600}


def test_a_success_forgets_the_failures() -> None:
    assert after_success() == Circuit()


def test_a_throttle_keeps_all_messages_back_without_opening_the_circuit() -> None:
    circuit = after_failure(Circuit(), NOW, NOW + timedelta(seconds=90))

    assert not circuit.is_open
    assert not circuit.lets_through(NOW + timedelta(seconds=89))
    assert circuit.lets_through(NOW + timedelta(seconds=90))


def test_five_days_of_failures_alone_disable() -> None:
    circuit = after_failure(_failed(1), NOW + DISABLED_AFTER, None)

    assert not _failed(1).should_disable(NOW + DISABLED_AFTER - timedelta(seconds=1))
    assert circuit.should_disable(NOW + DISABLED_AFTER)


def test_an_endpoint_earns_more_requests_at_a_time() -> None:
    recent = NOW - timedelta(seconds=5)

    assert Circuit().max_in_flight(None, False, NOW) == MAX_UNPROVEN
    assert Circuit().max_in_flight(recent, False, NOW) == MAX_IN_FLIGHT
    assert Circuit().max_in_flight(recent, True, NOW) == MAX_UNPROVEN
    assert Circuit().max_in_flight(NOW - timedelta(hours=1), False, NOW) == MAX_UNPROVEN
    assert _failed(1).max_in_flight(recent, False, NOW) == 1
