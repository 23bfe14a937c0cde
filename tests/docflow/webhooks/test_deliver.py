"""Deliveries from the event to the receiver, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from docflow.database.tables import DeliveryAttempt, Event
from docflow.events.outbox import DOCUMENT_COMPLETED, DOCUMENT_PROGRESS
from docflow.services import Services
from docflow.webhooks import manage
from docflow.webhooks.addresses import parse_allow
from docflow.webhooks.schedule import DELAYS_S
from docflow.webhooks.service import LEASE, deliver, dispatch_events
from docflow.webhooks.transport import Answer, HttpTransport
from tests.docflow.service_fixtures import FakeClock
from tests.docflow.webhooks.conftest import Hooks
from tests.docflow.webhooks.receiver import receiver, reset


def _attempts(hooks: Hooks, delivery_id: str) -> list[DeliveryAttempt]:
    with hooks.services.database.read() as session:
        query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
        return list(session.scalars(query.order_by(DeliveryAttempt.number)))


def test_an_event_arrives_signed_under_its_own_id(hooks: Hooks) -> None:
    with receiver() as there:
        endpoint = hooks.add(there.url)
        event = hooks.emit()
        (delivery_id,) = hooks.dispatch()
        hooks.pump()

    (request,) = there.received
    body = Webhook(endpoint.secrets[0]["secret"]).verify(request.body, request.headers)
    assert body["type"] == DOCUMENT_COMPLETED
    assert body["data"] == {"document_id": "doc_1", "status": "done"}
    assert body["timestamp"].endswith("Z")
    assert request.headers["webhook-id"] == event.id
    assert request.headers["content-type"] == "application/json"
    delivery = hooks.delivery(delivery_id)
    assert (delivery.state, delivery.attempts, delivery.lease_owner) == ("delivered", 1, None)
    (attempt,) = _attempts(hooks, delivery_id)
    assert (attempt.number, attempt.status, attempt.response) == (1, 200, "ok")


def test_after_a_rotation_both_secrets_verify(hooks: Hooks) -> None:
    with receiver() as there:
        endpoint = hooks.add(there.url)
        rotated = manage.rotate_secret(hooks.services, hooks.tenant, endpoint.id)
        hooks.emit()
        hooks.dispatch()
        hooks.pump()

    (request,) = there.received
    for secret in (endpoint.secrets[0]["secret"], rotated.secrets[0]["secret"]):
        Webhook(secret).verify(request.body, request.headers)
    assert len(request.headers["webhook-signature"].split()) == 2


def test_an_event_goes_to_those_who_want_it_once(services: Services, hooks: Hooks) -> None:
    wants_all = hooks.add("http://127.0.0.1:1/all")
    wants_it = hooks.add("http://127.0.0.1:1/it", event_types=["document.completed"])
    hooks.add("http://127.0.0.1:1/other", event_types=["batch.completed"])
    hooks.emit()
    hooks.emit(type_=DOCUMENT_PROGRESS)

    ids = hooks.dispatch()

    assert {hooks.delivery(i).endpoint_id for i in ids} == {wants_all.id, wants_it.id}
    assert len(ids) == 2
    assert hooks.dispatch() == []
    with services.database.read() as session:
        assert session.scalars(select(Event).where(Event.dispatched_at.is_(None))).all() == []


def test_a_dispatch_that_is_rolled_back_is_done_again(services: Services, hooks: Hooks) -> None:
    hooks.add("http://127.0.0.1:1/")
    hooks.emit()

    def dispatch_and_fail() -> None:
        with services.database.write() as write:
            assert len(dispatch_events(write)) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        dispatch_and_fail()
    assert len(hooks.dispatch()) == 1


def test_a_receiver_that_was_down_gets_everything_in_order_for_each_document(
    clock: FakeClock, hooks: Hooks
) -> None:
    documents = [f"doc_{number}" for number in range(4)]
    with receiver(reset, 500, reset, (503, {}), 500) as there:
        endpoint = hooks.add(there.url)
        sent = [hooks.emit(name, number=n) for n in range(3) for name in documents]
        hooks.dispatch()
        for _ in range(200):
            hooks.pump()
            clock.advance(30)

    arrived: dict[str, list[int]] = {name: [] for name in documents}
    for request in there.received[5:]:
        data = json.loads(request.body)["data"]
        arrived[data["document_id"]].append(data["number"])
    assert arrived == {name: [0, 1, 2] for name in documents}
    assert set(there.ids()) == {event.id for event in sent}
    assert hooks.endpoint(endpoint.id).num_failures == 0


def test_a_later_event_of_a_document_waits_and_those_of_others_do_not(
    clock: FakeClock, hooks: Hooks, told: Callable[[], list[str]]
) -> None:
    with receiver(500) as there:
        hooks.add(there.url)
        first, second, other = hooks.emit("doc_1"), hooks.emit("doc_1"), hooks.emit("doc_2")
        ids = hooks.dispatch()
        # out of order, as a queue may be
        deliver(hooks.services, ids[1], "worker")
        assert there.received == []
        for delivery_id in ids:
            deliver(hooks.services, delivery_id, "worker")
        assert there.ids() == [first.id, other.id]

        clock.advance(6)
        assert hooks.due() == [ids[0]]
        told()
        deliver(hooks.services, ids[0], "worker")
        # the one that waited is told of at once, without a sweep
        assert told() == [ids[1]]
        deliver(hooks.services, ids[1], "worker")

    assert there.ids() == [first.id, other.id, first.id, second.id]


def test_attempts_follow_the_schedule_and_end(clock: FakeClock, hooks: Hooks) -> None:
    with receiver(*[500] * 20) as there:
        endpoint = hooks.add(there.url)
        hooks.emit()
        (delivery_id,) = hooks.dispatch()
        times = []
        for _ in range(8):
            times.append(clock.moment)
            deliver(hooks.services, delivery_id, "worker")
            until = hooks.endpoint(endpoint.id).circuit_until or clock.moment
            clock.moment = max(hooks.delivery(delivery_id).next_attempt_at or until, until)
        assert hooks.due() == []

    assert hooks.delivery(delivery_id).state == "exhausted"
    assert [attempt.number for attempt in _attempts(hooks, delivery_id)] == list(range(1, 9))
    assert len(there.received) == 8
    for earlier, later, delay_s in zip(times, times[1:], DELAYS_S, strict=False):
        assert delay_s <= (later - earlier).total_seconds() <= delay_s * 1.1


def test_retry_after_holds_all_messages_of_an_overloaded_endpoint(
    clock: FakeClock, hooks: Hooks
) -> None:
    with receiver((429, {"Retry-After": "120"})) as there, receiver() as fine:
        hooks.add(there.url)
        hooks.add(fine.url)
        hooks.emit("doc_1")
        hooks.dispatch()
        hooks.pump()
        hooks.emit("doc_2")
        hooks.dispatch()
        hooks.pump()
        assert (len(there.received), len(fine.received)) == (1, 2)

        clock.advance(119)
        assert hooks.pump() == 0
        clock.advance(2)
        hooks.pump()

    assert len(there.received) == 3


def test_gone_disables_the_endpoint_and_tells_the_others(
    hooks: Hooks, told: Callable[[], list[str]]
) -> None:
    with receiver(410) as gone, receiver() as other:
        endpoint = hooks.add(gone.url)
        hooks.add(other.url, event_types=["webhook.disabled"])
        hooks.emit("doc_1")
        hooks.emit("doc_2")
        ids = hooks.dispatch()
        deliver(hooks.services, ids[0], "worker")
        hooks.dispatch()
        hooks.pump()

    assert len(gone.received) == 1
    disabled = hooks.endpoint(endpoint.id)
    assert disabled.state == "disabled"
    assert "410" in (disabled.disabled_reason or "")
    assert {hooks.delivery(delivery_id).state for delivery_id in ids} == {"cancelled"}
    (message,) = [json.loads(request.body) for request in other.received]
    assert message["type"] == "webhook.disabled"
    assert message["data"]["webhook_id"] == endpoint.id
    hooks.emit("doc_3")
    assert hooks.dispatch() == []


def test_five_days_of_failures_disable(clock: FakeClock, hooks: Hooks) -> None:
    with receiver(*[500] * 50) as there:
        endpoint = hooks.add(there.url)
        for day in range(7):
            hooks.emit(f"doc_{day}")
            hooks.dispatch()
            hooks.pump()
            clock.advance(86_400)

    disabled = hooks.endpoint(endpoint.id)
    assert disabled.state == "disabled"
    assert "five days" in (disabled.disabled_reason or "")


def test_an_open_circuit_uses_up_no_attempts_and_one_probe_closes_it(
    clock: FakeClock, hooks: Hooks, told: Callable[[], list[str]]
) -> None:
    with receiver(*[500] * 5) as there:
        endpoint = hooks.add(there.url)
        for number in range(30):
            hooks.emit(f"doc_{number}")
        ids = hooks.dispatch()
        hooks.pump()
        assert len(there.received) == 5
        assert hooks.endpoint(endpoint.id).circuit_until is not None
        for delivery_id in ids:
            deliver(hooks.services, delivery_id, "worker")
        assert len(there.received) == 5

        clock.advance(31)
        told()
        (probe,) = hooks.due()
        deliver(hooks.services, probe, "worker")
        # what waited is due at once, not by its own schedule
        assert len(told()) > 1
        hooks.pump()

    assert len(set(there.ids())) == 30
    assert {hooks.delivery(delivery_id).state for delivery_id in ids} == {"delivered"}


class _Dies:
    """A transport whose process ends: before the request, or after it and before the answer."""

    def __init__(self, after: HttpTransport | None) -> None:
        self._after = after

    def post(self, url: str, headers: object, body: bytes) -> Answer:
        if self._after is not None:
            self._after.post(url, headers, body)  # type: ignore[arg-type]
        raise SystemExit


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_process_that_dies_before_the_record_is_made_good_under_the_same_id(
    clock: FakeClock, hooks: Hooks, is_sent: bool
) -> None:
    with receiver() as there:
        hooks.add(there.url)
        event = hooks.emit()
        (delivery_id,) = hooks.dispatch()
        transport = HttpTransport(parse_allow("127.0.0.0/8")) if is_sent else None
        with pytest.raises(SystemExit):
            deliver(hooks.services, delivery_id, "worker", transport=_Dies(transport))
        # its lease holds others off, then runs out
        assert hooks.pump() == 0
        clock.advance(LEASE.total_seconds() + 1)
        assert hooks.pump() == 1

    assert there.ids() == [event.id] * (2 if is_sent else 1)
    assert hooks.delivery(delivery_id).state == "delivered"
    # counted when it was begun, logged when it ended
    assert hooks.delivery(delivery_id).attempts == 2
    assert len(_attempts(hooks, delivery_id)) == 1


def test_a_message_that_kills_its_process_every_time_is_given_up(
    clock: FakeClock, hooks: Hooks
) -> None:
    hooks.add("http://127.0.0.1:1/")
    hooks.emit()
    (delivery_id,) = hooks.dispatch()
    for _ in range(8):
        with pytest.raises(SystemExit):
            deliver(hooks.services, delivery_id, "worker", transport=_Dies(None))
        clock.advance(LEASE.total_seconds() + 1)
    hooks.pump()

    assert hooks.delivery(delivery_id).state == "exhausted"
    assert "given up" in (_attempts(hooks, delivery_id)[0].error or "")


def test_an_answer_after_the_lease_ran_out_changes_nothing(clock: FakeClock, hooks: Hooks) -> None:
    class Late:
        def post(self, url: str, headers: object, body: bytes) -> Answer:
            clock.advance(LEASE.total_seconds() + 1)
            hooks.pump()
            return Answer(500, 1)

    with receiver() as there:
        hooks.add(there.url)
        hooks.emit()
        (delivery_id,) = hooks.dispatch()
        deliver(hooks.services, delivery_id, "worker", transport=Late())

    assert hooks.delivery(delivery_id).state == "delivered"
    assert len(_attempts(hooks, delivery_id)) == 1
    assert len(there.received) == 1


def test_what_is_told_twice_or_never_existed_does_nothing(hooks: Hooks) -> None:
    with receiver() as there:
        hooks.add(there.url)
        hooks.emit()
        (delivery_id,) = hooks.dispatch()
        for _ in range(3):
            deliver(hooks.services, delivery_id, "worker")
        deliver(hooks.services, "dlv_unknown", "worker")

    assert len(there.received) == 1


def test_an_endpoint_deleted_during_the_request_leaves_nothing(hooks: Hooks) -> None:
    class Deletes:
        def post(self, url: str, headers: object, body: bytes) -> Answer:
            manage.remove(hooks.services, hooks.tenant, endpoint.id)
            return Answer(200, 1)

    endpoint = hooks.add("http://127.0.0.1:1/")
    hooks.emit()
    (delivery_id,) = hooks.dispatch()
    deliver(hooks.services, delivery_id, "worker", transport=Deletes())

    assert hooks.due() == []
    assert _attempts(hooks, delivery_id) == []


def test_an_answer_with_nul_and_broken_text_is_logged(hooks: Hooks) -> None:
    class Odd:
        def post(self, url: str, headers: object, body: bytes) -> Answer:
            return Answer(500, 1, body=b"a\x00\xff" + b"b" * 5_000)

    hooks.add("http://127.0.0.1:1/")
    hooks.emit()
    (delivery_id,) = hooks.dispatch()
    deliver(hooks.services, delivery_id, "worker", transport=Odd())

    (attempt,) = _attempts(hooks, delivery_id)
    assert (attempt.response or "").startswith("a��b")
    assert len(attempt.response or "") == 1_000


def test_an_address_that_became_private_is_refused_and_tried_again_later(
    clock: FakeClock, hooks: Hooks
) -> None:
    with receiver(host="127.0.0.2") as canary:
        hooks.add(canary.url)
        hooks.emit()
        (delivery_id,) = hooks.dispatch()
        deliver(
            hooks.services, delivery_id, "worker", transport=HttpTransport(parse_allow("127.0.0.1"))
        )

    assert canary.received == []
    assert hooks.delivery(delivery_id).state == "pending"
    (attempt,) = _attempts(hooks, delivery_id)
    assert attempt.status is None
    assert "refused" in (attempt.error or "")
    assert hooks.delivery(delivery_id).next_attempt_at == pytest.approx(
        clock.moment + timedelta(seconds=5.25), abs=timedelta(seconds=0.26)
    )
