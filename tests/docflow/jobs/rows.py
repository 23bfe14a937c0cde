"""Rows of documents in any state, without a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from docflow.database.ids import new_id
from docflow.database.tables import Document, Event, Window
from docflow.services import Services


def add_document(services: Services, tenant: str, state: str = "queued", **changes: Any) -> str:
    """The id of a document that was told of just now."""
    id_ = new_id("doc")
    with services.database.write() as write:
        values = {
            "file_name": "a.pdf",
            "media_type": "application/pdf",
            "size_bytes": 1,
            "sha256": "0" * 64,
            "unique_key": id_,
            "storage_key": f"{tenant}/{id_}/original",
            "schema_name": "invoice",
            "model": "nano",
            "origin": "rest",
            "created_at": write.now,
            "updated_at": write.now,
            "woken_at": write.now,
        }
        write.session.add(Document(id=id_, tenant_id=tenant, state=state, **{**values, **changes}))
    return id_


def add_windows(services: Services, document_id: str, states: Sequence[str]) -> list[str]:
    """Ids of windows of a document, in these states."""
    ids = [new_id("win") for _ in states]
    with services.database.write() as write:
        for number, (id_, state) in enumerate(zip(ids, states, strict=True)):
            write.session.add(
                Window(
                    id=id_,
                    document_id=document_id,
                    number=number,
                    state=state,
                    pages=[number + 1],
                    created_at=write.now,
                    woken_at=write.now,
                )
            )
    return ids


def document_of(services: Services, document_id: str) -> Document:
    """The row as it is now."""
    with services.database.read() as session:
        return session.get_one(Document, document_id)


def window_of(services: Services, window_id: str) -> Window:
    """The row as it is now."""
    with services.database.read() as session:
        return session.get_one(Window, window_id)


def event_types(services: Services) -> list[str]:
    """Types of all events, in their order."""
    with services.database.read() as session:
        return list(session.scalars(select(Event.type).order_by(Event.seq)))
