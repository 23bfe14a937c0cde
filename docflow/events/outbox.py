"""Writes events in the transaction of what they tell of. Knows no receiver.

Readers of the log go by `seq`. On PostgreSQL a sequence counts up in another order than
transactions commit, and a reader could pass over an event that commits late; so events of one
tenant are written one transaction after the other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document, Event

DOCUMENT_QUEUED = "document.queued"
DOCUMENT_STARTED = "document.started"
DOCUMENT_PROGRESS = "document.progress"
DOCUMENT_COMPLETED = "document.completed"
DOCUMENT_FAILED = "document.failed"
DOCUMENT_CORRECTED = "document.corrected"
DOCUMENT_DELETED = "document.deleted"
BATCH_COMPLETED = "batch.completed"
#: an endpoint was given up; the tenant's other endpoints are told
WEBHOOK_DISABLED = "webhook.disabled"

#: what webhooks may be asked for; the other types are for those who watch one document
WEBHOOK_TYPES = (
    DOCUMENT_COMPLETED,
    DOCUMENT_FAILED,
    DOCUMENT_CORRECTED,
    DOCUMENT_DELETED,
    BATCH_COMPLETED,
    WEBHOOK_DISABLED,
)
#: a document ended with one of these, once
ENDING_TYPES = (DOCUMENT_COMPLETED, DOCUMENT_FAILED)


def payload_of(document: Document, **members: Any) -> dict[str, Any]:
    """The payload of an event of a document: its id, that of its packet if it is a part of one, and
    `members`.
    """
    parent = {} if document.parent_id is None else {"parent_id": document.parent_id}
    return {"document_id": document.id, **parent, **members}


def record_event(
    write: Write, tenant_id: str, type_: str, payload: dict[str, Any], document_id: str | None
) -> Event:
    """The event, part of this transaction. payload: ids and states, never a document's text."""
    if write.session.get_bind().dialect.name == "postgresql":
        write.session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 0))"),
            {"tenant": tenant_id},
        )
    event = Event(
        id=new_id("evt"),
        tenant_id=tenant_id,
        document_id=document_id,
        type=type_,
        payload=payload,
        created_at=write.now,
    )
    write.session.add(event)
    write.session.flush()
    return event
