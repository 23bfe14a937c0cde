"""SQL of webhook endpoints, and of writing down who is to be told of an event. Knows no request;
the statements of single deliveries are in repository_deliveries.py.

Whoever changes an endpoint's row or claims one of its deliveries locks that row first, so that two
of them wait for each other instead of meeting in a deadlock. The lock is one that foreign keys do
not wait for: new deliveries are written meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Delivery, Document, Event, Tenant, WebhookEndpoint
from docflow.webhooks.schedule import DeliveryState

ENDPOINT = "endpoint"
CALLBACK = "callback"
ACTIVE = "active"
DISABLED = "disabled"


def endpoint_of(session: Session, tenant_id: str, endpoint_id: str) -> WebhookEndpoint | None:
    """The tenant's endpoint of that id."""
    return session.scalar(
        select(WebhookEndpoint).where(
            WebhookEndpoint.id == endpoint_id, WebhookEndpoint.tenant_id == tenant_id
        )
    )


def lock_endpoint(write: Write, endpoint_id: str) -> WebhookEndpoint | None:
    """The endpoint, which no other transaction changes until this one ends."""
    return write.session.scalar(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def list_endpoints(
    session: Session, tenant_id: str, kind: str, before: str | None, limit: int
) -> list[WebhookEndpoint]:
    """The tenant's endpoints of a kind, newest first. before: the id after which to go on."""
    query = select(WebhookEndpoint).where(
        WebhookEndpoint.tenant_id == tenant_id, WebhookEndpoint.kind == kind
    )
    if before is not None:
        query = query.where(WebhookEndpoint.id < before)
    return list(session.scalars(query.order_by(WebhookEndpoint.id.desc()).limit(limit)))


def count_endpoints(session: Session, tenant_id: str) -> int:
    """How many endpoints the tenant made; callbacks are not counted."""
    return (
        session.scalar(
            select(func.count())
            .select_from(WebhookEndpoint)
            .where(WebhookEndpoint.tenant_id == tenant_id, WebhookEndpoint.kind == ENDPOINT)
        )
        or 0
    )


def delete_endpoint(write: Write, tenant_id: str, endpoint_id: str) -> bool:
    """Deletes it with its deliveries; False where there is none."""
    deleted = write.session.execute(
        delete(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.tenant_id == tenant_id)
        .returning(WebhookEndpoint.id)
    )
    return deleted.first() is not None


def signing_secret_of(session: Session, tenant_id: str) -> str | None:
    """The secret that signs the tenant's callbacks."""
    return session.scalar(select(Tenant.signing_secret).where(Tenant.id == tenant_id))


def take_undispatched(write: Write, limit: int) -> list[Event]:
    """The oldest events nobody dispatched, now marked as dispatched. In the order of the log.

    Two that dispatch at once wait for each other: were one to pass over the rows of the other, a
    document's later event could be on its way before the earlier one is written down.
    """
    oldest = (
        select(Event.seq)
        .where(Event.dispatched_at.is_(None))
        .order_by(Event.seq)
        .limit(limit)
        .with_for_update()
    )
    seqs = write.session.scalars(
        update(Event)
        .where(Event.seq.in_(oldest.scalar_subquery()), Event.dispatched_at.is_(None))
        .values(dispatched_at=write.now)
        .returning(Event.seq)
        .execution_options(synchronize_session=False)
    ).all()
    return list(write.session.scalars(select(Event).where(Event.seq.in_(seqs)).order_by(Event.seq)))


def active_endpoints(session: Session, tenant_ids: Collection[str]) -> list[WebhookEndpoint]:
    """The endpoints that are told of events, oldest first."""
    return list(
        session.scalars(
            select(WebhookEndpoint)
            .where(
                WebhookEndpoint.tenant_id.in_(tenant_ids),
                WebhookEndpoint.kind == ENDPOINT,
                WebhookEndpoint.state == ACTIVE,
            )
            .order_by(WebhookEndpoint.id)
        )
    )


def callback_urls(session: Session, document_ids: Collection[str]) -> dict[str, str]:
    """Document id -> the URL it was sent with, for those that have one."""
    rows = session.execute(
        select(Document.id, Document.callback_url).where(
            Document.id.in_(document_ids), Document.callback_url.is_not(None)
        )
    )
    return {document_id: url for document_id, url in rows if url}


def ensure_callback(write: Write, tenant_id: str, url: str) -> str | None:
    """The id of the endpoint behind a document's own URL; None where it was disabled.

    The id follows from tenant and URL, so that two transactions make the same row, once.
    """
    digest = hashlib.sha256(f"{tenant_id}\0{url}".encode()).hexdigest()
    endpoint_id = f"cbk_{digest[:26]}"
    row: dict[str, Any] = {
        "id": endpoint_id,
        "tenant_id": tenant_id,
        "kind": CALLBACK,
        "url": url,
        "description": "",
        # signed with the tenant's secret
        "secrets": [],
        "event_types": None,
        "content": "link",
        "state": ACTIVE,
        "num_failures": 0,
        "created_at": write.now,
    }
    dialect: Any = postgresql if write.session.get_bind().dialect.name == "postgresql" else sqlite
    write.session.execute(dialect.insert(WebhookEndpoint).values(row).on_conflict_do_nothing())
    state = write.session.scalar(
        select(WebhookEndpoint.state).where(WebhookEndpoint.id == endpoint_id)
    )
    return endpoint_id if state == ACTIVE else None


def add_deliveries(write: Write, pairs: Iterable[tuple[Event, str]]) -> list[str]:
    """The ids of new deliveries, one for each (event, endpoint id), due at once."""
    rows: list[dict[str, Any]] = [
        {
            "id": new_id("dlv"),
            "tenant_id": event.tenant_id,
            "event_seq": event.seq,
            "endpoint_id": endpoint_id,
            "document_id": event.document_id,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "next_attempt_at": write.now,
            "created_at": write.now,
        }
        for event, endpoint_id in pairs
    ]
    if rows:
        write.session.execute(insert(Delivery), rows)
    return [row["id"] for row in rows]


def events_never_sent(
    session: Session, endpoint: WebhookEndpoint, types: Collection[str], since: datetime, limit: int
) -> list[Event]:
    """Events since then that the endpoint wants and has no delivery of: it was disabled, or new."""
    told = exists().where(Delivery.event_seq == Event.seq, Delivery.endpoint_id == endpoint.id)
    return list(
        session.scalars(
            select(Event)
            .where(
                Event.tenant_id == endpoint.tenant_id,
                Event.type.in_(types),
                Event.created_at >= since,
                Event.dispatched_at.is_not(None),
                ~told,
            )
            .order_by(Event.seq)
            .limit(limit)
        )
    )
