"""Webhooks over REST, on both databases."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from docflow.events.outbox import WEBHOOK_TYPES
from docflow.services import Services
from docflow.webhooks import manage
from docflow.webhooks.service import deliver
from docflow.webhooks.views import EventType
from tests.docflow.http_clients import client_of, make_person
from tests.docflow.service_fixtures import FakeClock
from tests.docflow.webhooks.conftest import Hooks
from tests.docflow.webhooks.receiver import receiver

URL = "https://hooks.example.com/docflow"


@pytest.fixture
def client(services: Services, tenant: str) -> TestClient:
    return client_of(services)


@pytest.fixture
def sqlite_client(sqlite_services: Services) -> TestClient:
    """For what is refused before a database is asked."""
    return client_of(sqlite_services)


def _made(client: TestClient, **wish: Any) -> dict[str, Any]:
    answer = client.post("/v1/webhooks", json={"url": URL} | wish)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_the_event_types_of_the_api_are_those_of_the_log() -> None:
    assert get_args(EventType) == WEBHOOK_TYPES


def test_a_webhook_is_made_with_a_secret_that_is_not_shown_again(client: TestClient) -> None:
    made = _made(client, description="orders", event_types=["document.failed"] * 2, content="full")

    assert len(base64.b64decode(made.pop("secret").removeprefix("whsec_"))) == 32
    assert made["event_types"] == ["document.failed"]
    assert (made["state"], made["content"], made["description"]) == ("active", "full", "orders")
    assert made["created_at"].endswith("Z")
    assert client.get(f"/v1/webhooks/{made['id']}").json() == made
    assert client.get("/v1/webhooks").json() == {"data": [made], "next_cursor": None}


def test_the_list_goes_on_by_cursor_newest_first(sqlite_client: TestClient) -> None:
    ids = [_made(sqlite_client)["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query: dict[str, Any] = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = sqlite_client.get("/v1/webhooks", params=query).json()
        seen += [webhook["id"] for webhook in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == sorted(ids, reverse=True)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "https://127.0.0.1.example.com@169.254.169.254/"}, "callback_url_refused"),
        ({"url": "http://169.254.169.254/latest"}, "callback_url_refused"),
        ({"url": "https://10.0.0.1/"}, "callback_url_refused"),
        ({"url": "https://hooks.example.com/\x00"}, "callback_url_refused"),
        ({"url": ""}, "invalid_request"),
        ({}, "invalid_request"),
        ({"url": URL, "event_types": []}, "invalid_request"),
        ({"url": URL, "event_types": ["document.progress"]}, "invalid_request"),
        ({"url": URL, "content": "all"}, "invalid_request"),
        ({"url": URL, "secret": "mine"}, "invalid_request"),
        ({"url": URL, "description": "a\x00b"}, "invalid_request"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused(
    sqlite_client: TestClient, body: dict[str, Any], code: str
) -> None:
    answer = sqlite_client.post("/v1/webhooks", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert sqlite_client.get("/v1/webhooks").json()["data"] == []


def test_a_tenant_has_a_limit_of_webhooks(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manage, "MAX_ENDPOINTS", 1)
    _made(sqlite_client)

    answer = sqlite_client.post("/v1/webhooks", json={"url": URL})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_webhooks")


def test_a_change_leaves_what_it_does_not_name(client: TestClient) -> None:
    made = _made(client, description="orders", event_types=["document.failed"])
    path = f"/v1/webhooks/{made['id']}"

    changed = client.patch(path, json={"url": URL + "/2"}).json()
    assert (changed["url"], changed["description"]) == (URL + "/2", "orders")
    assert changed["event_types"] == ["document.failed"]
    assert client.patch(path, json={"event_types": None}).json()["event_types"] is None
    refused = client.patch(path, json={"url": "https://127.0.0.1./"})
    assert refused.json()["code"] == "callback_url_refused"
    assert client.get(path).json()["url"] == URL + "/2"


def test_a_deleted_webhook_is_gone_with_its_deliveries(client: TestClient, hooks: Hooks) -> None:
    made = _made(client)
    hooks.emit()
    hooks.dispatch()

    assert client.delete(f"/v1/webhooks/{made['id']}").status_code == 204
    assert client.get(f"/v1/webhooks/{made['id']}").status_code == 404
    assert hooks.due() == []


def test_a_rotation_keeps_the_old_secret_for_a_day(clock: FakeClock, client: TestClient) -> None:
    made = _made(client)
    path = f"/v1/webhooks/{made['id']}"
    old = client.get(f"{path}/secret").json()
    assert old == {"secret": made["secret"], "older_secrets": []}

    new = client.post(f"{path}/rotate-secret").json()

    assert new["older_secrets"] == [made["secret"]]
    assert client.get(f"{path}/secret").json() == new
    clock.advance(timedelta(hours=24).total_seconds())
    assert client.get(f"{path}/secret").json() == {"secret": new["secret"], "older_secrets": []}


def test_the_callback_secret_is_the_tenants(client: TestClient, hooks: Hooks) -> None:
    answer = client.get("/v1/webhooks/callback-secret").json()

    assert answer["secret"] == manage.callback_secret(hooks.services, hooks.tenant)


def test_a_test_is_sent_to_this_webhook_alone_and_logged(
    client: TestClient, hooks: Hooks, told: Callable[[], list[str]]
) -> None:
    with receiver() as there, receiver() as other:
        made = _made(client, url=there.url, event_types=["batch.completed"])
        _made(client, url=other.url)
        delivery_id = client.post(f"/v1/webhooks/{made['id']}/test").json()["delivery_id"]
        assert told() == [delivery_id]
        assert hooks.dispatch() == []
        deliver(hooks.services, delivery_id, "worker")

    assert other.received == []
    (request,) = there.received
    (delivery,) = client.get(f"/v1/webhooks/{made['id']}/deliveries").json()["data"]
    assert delivery["id"] == delivery_id
    assert (delivery["event_type"], delivery["state"]) == ("webhook.test", "delivered")
    assert delivery["event_id"] == request.headers["webhook-id"]
    (attempt,) = delivery["attempts"]
    assert (attempt["number"], attempt["status"], attempt["response"]) == (1, 200, "ok")


def test_deliveries_are_listed_by_state_and_cursor(client: TestClient, hooks: Hooks) -> None:
    with receiver(200, 200, 500) as there:
        made = _made(client, url=there.url)
        for number in range(3):
            hooks.emit(f"doc_{number}")
        hooks.dispatch()
        hooks.pump()

    path = f"/v1/webhooks/{made['id']}/deliveries"
    assert len(client.get(path, params={"state": "delivered"}).json()["data"]) == 2
    (pending,) = client.get(path, params={"state": "pending"}).json()["data"]
    assert pending["attempts"][0]["status"] == 500
    assert pending["next_attempt_at"] is not None
    first = client.get(path, params={"limit": 2}).json()
    rest = client.get(path, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert len({d["id"] for d in first["data"] + rest["data"]}) == 3
    assert rest["next_cursor"] is None


def _redeliver(client: TestClient, webhook_id: str, **body: Any) -> Any:
    return client.post(f"/v1/webhooks/{webhook_id}/redeliver", json=body)


def test_one_delivery_is_sent_again_under_the_same_id_and_logged_on(
    client: TestClient, hooks: Hooks, told: Callable[[], list[str]]
) -> None:
    with receiver() as there:
        made = _made(client, url=there.url)
        hooks.emit()
        (delivery_id,) = hooks.dispatch()
        hooks.pump()
        told()
        answer = _redeliver(client, made["id"], delivery_id=delivery_id)
        assert (answer.status_code, answer.json()) == (202, {"num_deliveries": 1})
        assert told() == [delivery_id]
        hooks.pump()

    assert len(set(there.ids())) == 1
    assert len(there.received) == 2
    (delivery,) = client.get(f"/v1/webhooks/{made['id']}/deliveries").json()["data"]
    assert [attempt["number"] for attempt in delivery["attempts"]] == [1, 2]


def test_since_sends_what_failed_and_what_was_never_sent(
    clock: FakeClock, client: TestClient, hooks: Hooks
) -> None:
    with receiver(200, 410) as there:
        made = _made(client, url=there.url)
        early = hooks.emit("doc_early")
        hooks.dispatch()
        hooks.pump()
        clock.advance(3_600)
        since = clock.moment.isoformat()
        failed = hooks.emit("doc_failed")
        hooks.dispatch()
        hooks.pump()
        # the webhook is disabled now
        missed = hooks.emit("doc_missed")
        hooks.dispatch()
        refused = _redeliver(client, made["id"], since=since)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")

        enabled = client.post(f"/v1/webhooks/{made['id']}/enable").json()
        assert (enabled["state"], enabled["disabled_reason"]) == ("active", None)
        assert _redeliver(client, made["id"], since=since).json() == {"num_deliveries": 2}
        hooks.pump()
        assert there.ids()[2:] == [failed.id, missed.id]
        # nothing is left to send, except with what arrived
        assert _redeliver(client, made["id"], since=since).json() == {"num_deliveries": 0}
        everything = {"since": "2026-01-01T00:00:00Z", "include_delivered": True}
        assert _redeliver(client, made["id"], **everything).json() == {"num_deliveries": 3}
        hooks.pump()

    assert there.ids()[4:] == [early.id, failed.id, missed.id]


def test_redelivered_events_of_a_document_keep_their_order(
    client: TestClient, hooks: Hooks
) -> None:
    with receiver() as there:
        made = _made(client, url=there.url)
        events = [hooks.emit("doc_1") for _ in range(4)]
        hooks.dispatch()
        hooks.pump()
        _redeliver(
            client, made["id"], since="2026-01-01T00:00:00+14:00", include_delivered=True
        ).raise_for_status()
        hooks.pump()

    assert there.ids() == [event.id for event in events] * 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"delivery_id": "dlv_1", "since": "2026-01-01T00:00:00Z"},
        {"since": "2026-01-01T00:00:00"},
        {"since": "0001-01-01T00:00:00+14:00"},
        {"since": "yesterday"},
        {"delivery_id": ""},
    ],
)
def test_a_redelivery_that_says_nothing_or_too_much_is_refused(
    sqlite_client: TestClient, body: dict[str, Any]
) -> None:
    answer = _redeliver(sqlite_client, _made(sqlite_client)["id"], **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_delivery_of_another_webhook_is_not_found(client: TestClient, hooks: Hooks) -> None:
    made, _other = _made(client), _made(client)
    hooks.emit()
    foreign = [i for i in hooks.dispatch() if hooks.delivery(i).endpoint_id != made["id"]]

    for delivery_id in (*foreign, "dlv_unknown", "a\x00b"):
        assert _redeliver(client, made["id"], delivery_id=delivery_id).status_code == 404


@pytest.mark.parametrize("webhook_id", ["whk_unknown", "%01", "%C3%BC", "a" * 64])
def test_an_unknown_webhook_is_not_found(sqlite_client: TestClient, webhook_id: str) -> None:
    answer = sqlite_client.get(f"/v1/webhooks/{webhook_id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_another_tenants_events_are_not_sent(services: Services, hooks: Hooks) -> None:
    stranger = make_person(services, "stranger")
    theirs = Hooks(services, stranger.tenant_id)
    endpoint = theirs.add(URL)
    hooks.emit()

    assert hooks.dispatch() == []
    theirs.emit()
    (delivery_id,) = hooks.dispatch()
    assert hooks.delivery(delivery_id).endpoint_id == endpoint.id
