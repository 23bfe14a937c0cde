"""The log of events, page by page."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from docflow.events.outbox import record_event
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.http_clients import client_of


def record(services: Services, tenant_id: str, type_: str, number: int) -> None:
    with services.database.write() as write:
        record_event(write, tenant_id, type_, {"number": number}, f"doc_{number}")


@pytest.fixture
def client(services: Services, tenant: str) -> TestClient:
    other = ensure_tenant(services, "other")
    for number in range(5):
        record(services, tenant, "document.queued", number)
        record(services, other, "document.queued", 100 + number)
        record(services, tenant, "document.completed", number)
    return client_of(services)


def numbers(answer: dict[str, list[dict[str, dict[str, int]]]]) -> list[int]:
    return [event["data"]["number"] for event in answer["data"]]


def test_the_log_is_read_in_parts_without_gaps_or_repeats(client: TestClient) -> None:
    seen, after = [], "0"
    while after is not None:
        part = client.get("/v1/events", params={"after": after, "limit": 3}).json()
        seen += part["data"]
        after = part["next_cursor"]
    assert [event["data"]["number"] for event in seen] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len({event["id"] for event in seen}) == 10
    assert [event["seq"] for event in seen] == sorted(event["seq"] for event in seen)
    assert seen[0]["created_at"].endswith("Z")


def test_types_are_chosen(client: TestClient) -> None:
    answer = client.get("/v1/events", params={"type": ["document.completed", "x"]}).json()
    assert {event["type"] for event in answer["data"]} == {"document.completed"}
    assert numbers(answer) == [0, 1, 2, 3, 4]
    assert client.get("/v1/events", params={"type": "none"}).json()["data"] == []


def test_after_the_last_event_only_new_ones_come(
    client: TestClient, services: Services, tenant: str
) -> None:
    last = client.get("/v1/events").json()["data"][-1]["seq"]
    assert client.get("/v1/events", params={"after": last}).json()["data"] == []
    record(services, tenant, "document.queued", 7)
    assert numbers(client.get("/v1/events", params={"after": last}).json()) == [7]


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
def test_a_number_that_is_none_is_refused(client: TestClient, after: str) -> None:
    assert client.get("/v1/events", params={"after": after}).status_code == 422
