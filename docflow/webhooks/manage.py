"""What a tenant does with its webhooks: make, change, test, enable, send again. Knows no HTTP.

An endpoint of someone else is not found, like one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import WebhookEndpoint
from docflow.errors import DocflowError
from docflow.events.outbox import WEBHOOK_DISABLED, record_event
from docflow.queue import DELIVER
from docflow.services import Services
from docflow.webhooks import repository
from docflow.webhooks import repository_deliveries as deliveries
from docflow.webhooks.addresses import check_url
from docflow.webhooks.dispatch import wanted_types
from docflow.webhooks.signing import first_secret, rotated, valid_secrets

MAX_ENDPOINTS = 100
#: events that one request may send again which were never sent
MAX_MISSED = 10_000
#: deliveries the queue is told of at once; those after them follow as these end
_NUM_TOLD = 100
PING = "webhook.test"


@dataclass(frozen=True)
class Wish:
    """An endpoint as a tenant wants it. event_types: None for all."""

    url: str
    description: str
    event_types: list[str] | None
    content: str


@dataclass(frozen=True)
class Redelivery:
    """Which deliveries are to be sent again.

    delivery_id: this one. since: those that failed, and events that were never sent, from then on;
    with_delivered: also those that arrived.
    """

    delivery_id: str | None = None
    since: datetime | None = None
    with_delivered: bool = False


def create(services: Services, tenant_id: str, wish: Wish) -> WebhookEndpoint:
    """A new endpoint, with a secret of its own.

    Raises:
        DocflowError: `callback_url_refused`, `too_many_webhooks`.
    """
    check_url(wish.url, services.settings.webhook_allow)
    with services.database.write() as write:
        if repository.count_endpoints(write.session, tenant_id) >= MAX_ENDPOINTS:
            raise DocflowError(
                "too_many_webhooks", f"there are {MAX_ENDPOINTS} webhooks already; delete one"
            )
        endpoint = WebhookEndpoint(
            id=new_id("whk"),
            tenant_id=tenant_id,
            kind=repository.ENDPOINT,
            url=wish.url,
            description=wish.description,
            secrets=first_secret(),
            event_types=wish.event_types,
            content=wish.content,
            state=repository.ACTIVE,
            num_failures=0,
            created_at=write.now,
        )
        write.session.add(endpoint)
    return endpoint


def find(session: Session, tenant_id: str, endpoint_id: str) -> WebhookEndpoint:
    """The tenant's endpoint.

    Raises:
        DocflowError: `not_found`.
    """
    # An id of ours is ASCII; no database need be asked about anything else.
    endpoint = None
    if endpoint_id.isascii() and endpoint_id.isprintable():
        endpoint = repository.endpoint_of(session, tenant_id, endpoint_id)
    if endpoint is None:
        raise _not_found("webhook", endpoint_id)
    return endpoint


def update(
    services: Services, tenant_id: str, endpoint_id: str, changes: dict[str, Any]
) -> WebhookEndpoint:
    """Changes `url`, `description`, `event_types` or `content`. Messages on the way go to the new
    URL. A callback keeps its URL, which is that of its documents.

    Raises:
        DocflowError: `not_found`, `callback_url_refused`, `conflict`.
    """
    if "url" in changes:
        check_url(changes["url"], services.settings.webhook_allow)
    with services.database.write() as write:
        endpoint = _locked(write, tenant_id, endpoint_id)
        if endpoint.kind == repository.CALLBACK and not changes.keys() <= {"description"}:
            raise DocflowError(
                "conflict", "of a callback only the description can change; it is its documents'"
            )
        for name, value in changes.items():
            setattr(endpoint, name, value)
    return endpoint


def remove(services: Services, tenant_id: str, endpoint_id: str) -> None:
    """Deletes an endpoint and the log of its deliveries.

    Raises:
        DocflowError: `not_found`.
    """
    with services.database.write() as write:
        _locked(write, tenant_id, endpoint_id)
        repository.delete_endpoint(write, tenant_id, endpoint_id)


def rotate_secret(services: Services, tenant_id: str, endpoint_id: str) -> WebhookEndpoint:
    """Gives the endpoint a new secret; messages are signed with the old one too for a day.

    Raises:
        DocflowError: `not_found`, `conflict` for a callback: the tenant's secret signs those.
    """
    with services.database.write() as write:
        endpoint = _locked(write, tenant_id, endpoint_id)
        if endpoint.kind == repository.CALLBACK:
            raise DocflowError("conflict", "callbacks are signed with the secret of the tenant")
        endpoint.secrets = rotated(endpoint.secrets, write.now)
    return endpoint


def secrets_of(services: Services, tenant_id: str, endpoint_id: str) -> list[str]:
    """The secrets that messages are signed with now, newest first.

    Raises:
        DocflowError: `not_found`.
    """
    with services.database.read() as session:
        endpoint = find(session, tenant_id, endpoint_id)
        if endpoint.kind == repository.CALLBACK:
            return [repository.signing_secret_of(session, tenant_id) or ""]
        return valid_secrets(endpoint.secrets, services.database.clock.now(session))


def enable(services: Services, tenant_id: str, endpoint_id: str) -> WebhookEndpoint:
    """Sends to the endpoint again, from now on; what it missed is sent by a redelivery.

    Also closes the circuit of one that was not disabled: its receiver is known to be back.

    Raises:
        DocflowError: `not_found`.
    """
    with services.database.write() as write:
        endpoint = _locked(write, tenant_id, endpoint_id)
        endpoint.state = repository.ACTIVE
        endpoint.disabled_reason = None
        endpoint.num_failures = 0
        endpoint.failing_since = None
        endpoint.circuit_until = None
        write.session.flush()
        due = deliveries.next_of_endpoint(write.session, endpoint.id, write.now, _NUM_TOLD)
        _tell_after_commit(services, write, due)
    return endpoint


def ping(services: Services, tenant_id: str, endpoint_id: str) -> str:
    """Sends a test event to this endpoint alone, like any other event. Returns the delivery's id.

    Raises:
        DocflowError: `not_found`, `webhook_disabled`.
    """
    with services.database.write() as write:
        endpoint = _active(write, tenant_id, endpoint_id)
        event = record_event(write, tenant_id, PING, {"webhook_id": endpoint.id}, None)
        # It has its only receiver.
        event.dispatched_at = write.now
        write.session.flush()
        added = repository.add_deliveries(write, [(event, endpoint.id)])
        _tell_after_commit(services, write, added)
    return added[0]


def redeliver(services: Services, tenant_id: str, endpoint_id: str, redelivery: Redelivery) -> int:
    """Sends deliveries again, under the ids their events have. Returns how many.

    Raises:
        DocflowError: `not_found`, `webhook_disabled`.
    """
    with services.database.write() as write:
        endpoint = _active(write, tenant_id, endpoint_id)
        if redelivery.since is None:
            again = _again(write, endpoint, redelivery.delivery_id or "")
        else:
            again = _again_since(write, endpoint, redelivery.since, redelivery.with_delivered)
        _tell_after_commit(services, write, again)
    return len(again)


def callback_secret(services: Services, tenant_id: str) -> str:
    """The secret that signs what goes to the URLs of single documents."""
    with services.database.read() as session:
        return repository.signing_secret_of(session, tenant_id) or ""


def _again(write: Write, endpoint: WebhookEndpoint, delivery_id: str) -> list[str]:
    known = delivery_id.isascii() and delivery_id.isprintable()
    if not known or not deliveries.has_delivery(write.session, endpoint.id, delivery_id):
        raise _not_found("delivery", delivery_id)
    return deliveries.restart_one(write, delivery_id)


def _again_since(
    write: Write, endpoint: WebhookEndpoint, since: datetime, with_delivered: bool
) -> list[str]:
    again = deliveries.restart_since(write, endpoint.id, since, with_delivered=with_delivered)
    if endpoint.kind == repository.CALLBACK:
        # Which documents have this URL is known by its deliveries alone.
        return again
    # That an endpoint was disabled is news, and to be told of one's own is none.
    types = [type_ for type_ in wanted_types(endpoint) if type_ != WEBHOOK_DISABLED]
    missed = repository.events_never_sent(write.session, endpoint, types, since, MAX_MISSED)
    return again + repository.add_deliveries(write, [(event, endpoint.id) for event in missed])


def _locked(write: Write, tenant_id: str, endpoint_id: str) -> WebhookEndpoint:
    find(write.session, tenant_id, endpoint_id)
    endpoint = repository.lock_endpoint(write, endpoint_id)
    if endpoint is None:
        raise _not_found("webhook", endpoint_id)
    return endpoint


def _active(write: Write, tenant_id: str, endpoint_id: str) -> WebhookEndpoint:
    endpoint = _locked(write, tenant_id, endpoint_id)
    if endpoint.state != repository.ACTIVE:
        raise DocflowError(
            "webhook_disabled",
            f"webhook {endpoint_id} is disabled: {endpoint.disabled_reason}; enable it first",
        )
    return endpoint


def _tell_after_commit(services: Services, write: Write, delivery_ids: list[str]) -> None:
    for delivery_id in delivery_ids[:_NUM_TOLD]:
        write.after_commit(partial(_tell, services, delivery_id))


def _tell(services: Services, delivery_id: str) -> None:
    services.queue.tell(DELIVER, delivery_id)


def _not_found(what: str, identifier: str) -> DocflowError:
    return DocflowError("not_found", f"There is no {what} {identifier[:80]!r}.")
