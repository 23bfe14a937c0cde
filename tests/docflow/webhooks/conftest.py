"""Webhooks may reach this machine in these tests, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from docflow.database.tables import Delivery, Event, WebhookEndpoint
from docflow.events.outbox import DOCUMENT_COMPLETED, record_event
from docflow.services import Services
from docflow.webhooks import manage
from docflow.webhooks.service import deliver, dispatch_events, due_deliveries
from docflow.webhooks.transport import Transport


@pytest.fixture(autouse=True)
def allow_loopback(own_settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_WEBHOOK_ALLOW", "127.0.0.0/8,::1/128")


class Hooks:
    """What the tests do with the service, in a line each."""

    def __init__(self, services: Services, tenant: str) -> None:
        self.services = services
        self.tenant = tenant

    def add(self, url: str, **wish: Any) -> WebhookEndpoint:
        wanted = {"description": "", "event_types": None, "content": "link"} | wish
        return manage.create(self.services, self.tenant, manage.Wish(url, **wanted))

    def emit(
        self, document_id: str | None = "doc_1", type_: str = DOCUMENT_COMPLETED, **payload: Any
    ) -> Event:
        with self.services.database.write() as write:
            data = {"document_id": document_id, "status": "done", **payload}
            return record_event(write, self.tenant, type_, data, document_id)

    def dispatch(self) -> list[str]:
        with self.services.database.write() as write:
            return dispatch_events(write)

    def due(self, limit: int = 1_000) -> list[str]:
        with self.services.database.read() as session:
            now = self.services.database.clock.now(session)
            return due_deliveries(session, now, limit)

    def pump(self, transport: Transport | None = None, rounds: int = 1_000) -> int:
        """Delivers what is due until nothing is; how many attempts that were begun."""
        count = 0
        for _ in range(rounds):
            due = self.due()
            if not due:
                break
            for delivery_id in due:
                deliver(self.services, delivery_id, "worker", transport=transport)
                count += 1
        return count

    def delivery(self, delivery_id: str) -> Delivery:
        with self.services.database.read() as session:
            row = session.get(Delivery, delivery_id)
            assert row is not None
            return row

    def endpoint(self, endpoint_id: str) -> WebhookEndpoint:
        with self.services.database.read() as session:
            row = session.get(WebhookEndpoint, endpoint_id)
            assert row is not None
            return row

    def now(self) -> datetime:
        with self.services.database.read() as session:
            return self.services.database.clock.now(session)


@pytest.fixture
def hooks(services: Services, tenant: str) -> Hooks:
    return Hooks(services, tenant)


@pytest.fixture
def told(services: Services) -> Callable[[], list[str]]:
    """Takes what the queue was told, as ids."""

    def take() -> list[str]:
        queue: Any = services.queue
        ids = [message[1] for message in queue.told if message[0] == "docflow.deliver"]
        queue.told.clear()
        return ids

    return take
