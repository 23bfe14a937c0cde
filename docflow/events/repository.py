"""Reads the log of events. Knows no listener; docflow/events/outbox.py writes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from docflow.database.tables import Document, Event


def list_after(
    session: Session, tenant_id: str, after: int, limit: int, types: Collection[str] | None
) -> Sequence[Event]:
    """A tenant's events after a number, in order. types: only these."""
    statement = select(Event).where(Event.tenant_id == tenant_id, Event.seq > after)
    if types is not None:
        statement = statement.where(Event.type.in_(types))
    return session.scalars(statement.order_by(Event.seq).limit(limit)).all()


def list_of_documents(
    session: Session, document_ids: Collection[str], after: int, limit: int
) -> Sequence[Event]:
    """The events of some documents after a number, in order."""
    return session.scalars(
        select(Event)
        .where(Event.document_id.in_(document_ids), Event.seq > after)
        .order_by(Event.seq)
        .limit(limit)
    ).all()


def find_state(session: Session, tenant_id: str, document_id: str) -> str | None:
    """The state of a tenant's document; None where there is none."""
    return session.scalar(
        select(Document.state).where(Document.id == document_id, Document.tenant_id == tenant_id)
    )
