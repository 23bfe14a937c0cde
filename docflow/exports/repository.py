"""SQL of exports: which documents, in runs of a bounded size. Knows no format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from docflow.database.tables import Document, Extraction


@dataclass(frozen=True)
class Selection:
    """Which documents: those of a schema that were read. status: of the latest extraction."""

    schema_name: str
    status: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


def next_ids(
    session: Session, tenant_id: str, selection: Selection, after: str, limit: int
) -> Sequence[str]:
    """Ids of the next documents after the id `after`; ids sort by time."""
    statement = (
        select(Extraction.document_id)
        .join(Document, Document.id == Extraction.document_id)
        .where(
            Extraction.tenant_id == tenant_id,
            Document.tenant_id == tenant_id,
            Extraction.is_latest,
            Extraction.schema_name == selection.schema_name,
            Extraction.document_id > after,
        )
        .order_by(Extraction.document_id)
        .limit(limit)
    )
    if selection.status is not None:
        statement = statement.where(Extraction.status == selection.status)
    if selection.created_after is not None:
        statement = statement.where(Document.created_at > selection.created_after)
    if selection.created_before is not None:
        statement = statement.where(Document.created_at < selection.created_before)
    return session.scalars(statement).all()


def documents_with_extractions(
    session: Session, tenant_id: str, document_ids: Sequence[str]
) -> Sequence[tuple[Document, Extraction]]:
    """The documents that are still there, each with its latest extraction, by id."""
    rows = session.execute(
        select(Document, Extraction)
        .join(Extraction, Extraction.document_id == Document.id)
        .where(
            Document.tenant_id == tenant_id,
            Extraction.is_latest,
            Document.id.in_(document_ids),
        )
        .order_by(Document.id)
    )
    return [(document, extraction) for document, extraction in rows]
