"""From the log of events to deliveries: who is to be told of what. Knows no request."""

from __future__ import annotations

from collections.abc import Sequence

from docflow.database.database import Write
from docflow.database.tables import Event, WebhookEndpoint
from docflow.events.outbox import ENDING_TYPES, WEBHOOK_TYPES
from docflow.webhooks import repository

#: events a transaction takes; the next one takes the rest
BATCH = 500


def dispatch_events(write: Write, limit: int = BATCH) -> list[str]:
    """Writes the deliveries of the oldest events nobody dispatched, and marks these.

    An event goes to the endpoints of its tenant that want its type, and one that ends a document
    also to the URL the document was sent with.

    Returns: ids of the deliveries; tell the queue of each once this transaction is committed.
    """
    events = [
        event for event in repository.take_undispatched(write, limit) if event.type in WEBHOOK_TYPES
    ]
    if not events:
        return []
    endpoints = repository.active_endpoints(write.session, {event.tenant_id for event in events})
    wanted = [
        (event, endpoint.id)
        for event in events
        for endpoint in endpoints
        if _wants(endpoint, event)
    ]
    return repository.add_deliveries(write, [*wanted, *_callbacks(write, events)])


def wanted_types(endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """The event types an endpoint is told of."""
    if endpoint.kind == repository.CALLBACK:
        return ENDING_TYPES
    return WEBHOOK_TYPES if endpoint.event_types is None else tuple(endpoint.event_types)


def _wants(endpoint: WebhookEndpoint, event: Event) -> bool:
    return endpoint.tenant_id == event.tenant_id and event.type in wanted_types(endpoint)


def _callbacks(write: Write, events: Sequence[Event]) -> list[tuple[Event, str]]:
    endings = [event for event in events if event.type in ENDING_TYPES and event.document_id]
    urls = repository.callback_urls(
        write.session, {event.document_id for event in endings if event.document_id}
    )
    pairs = []
    for event in endings:
        url = urls.get(event.document_id or "")
        endpoint_id = url and repository.ensure_callback(write, event.tenant_id, url)
        if endpoint_id:
            pairs.append((event, endpoint_id))
    return pairs
