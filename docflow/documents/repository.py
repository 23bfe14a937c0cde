"""SQL of documents that are there already: found, listed, tried again, removed. Knows no file.

A document of another tenant is never found, as if it did not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import Document, Page, Window
from docflow.jobs.states import DocumentState


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents are wanted; what is None, or empty, is not asked for."""

    states: Sequence[DocumentState] = ()
    schema_name: str | None = None
    batch_id: str | None = None
    sha256: str | None = None
    file_name: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    parent_id: str | None = None


def find_document(session: Session, tenant_id: str, document_id: str) -> Document | None:
    """The tenant's document of that id."""
    return session.scalar(
        select(Document).where(Document.tenant_id == tenant_id, Document.id == document_id)
    )


def lock_document(write: Write, tenant_id: str, document_id: str) -> Document | None:
    """As `find_document`; no other transaction changes it until this one ends."""
    return write.session.scalar(
        select(Document)
        .where(Document.tenant_id == tenant_id, Document.id == document_id)
        .with_for_update()
    )


def list_documents(
    session: Session,
    tenant_id: str,
    wanted: DocumentFilter,
    limit: int,
    after: tuple[datetime, str] | None,
) -> Sequence[Document]:
    """At most `limit` documents, newest first. after: (created_at, id) of the last one seen."""
    statement = select(Document).where(Document.tenant_id == tenant_id)
    if wanted.states:
        statement = statement.where(Document.state.in_([state.value for state in wanted.states]))
    for column, value in (
        (Document.schema_name, wanted.schema_name),
        (Document.batch_id, wanted.batch_id),
        (Document.sha256, wanted.sha256),
        (Document.parent_id, wanted.parent_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.file_name is not None:
        statement = statement.where(Document.file_name.icontains(wanted.file_name, autoescape=True))
    if wanted.created_after is not None:
        statement = statement.where(Document.created_at > wanted.created_after)
    if wanted.created_before is not None:
        statement = statement.where(Document.created_at < wanted.created_before)
    if after is not None:
        statement = statement.where(tuple_(Document.created_at, Document.id) < after)
    newest_first = statement.order_by(Document.created_at.desc(), Document.id.desc())
    return session.scalars(newest_first.limit(limit)).all()


def children_of(session: Session, tenant_id: str, document_id: str) -> Sequence[Document]:
    """The documents of a packet, in the order of its pages; none for any other document."""
    return session.scalars(
        select(Document)
        .where(Document.tenant_id == tenant_id, Document.parent_id == document_id)
        .order_by(Document.part_number)
    ).all()


def pages_of(session: Session, document_id: str) -> Sequence[Page]:
    """The pages that were read, in order."""
    return session.scalars(
        select(Page).where(Page.document_id == document_id).order_by(Page.number)
    ).all()


def find_page(session: Session, document_id: str, number: int) -> Page | None:
    """One page, if it was read."""
    return session.get(Page, (document_id, number))


def delete_document(write: Write, document: Document) -> None:
    """Removes the row and all rows below it; the events stay."""
    write.session.execute(delete(Document).where(Document.id == document.id))


def queue_again(write: Write, document: Document, password: str | None) -> None:
    """Puts a failed document where a new one begins; nothing of the failed try remains.

    The document must be locked. password: opens the file, None where it is not locked.
    """
    for table in (Window, Page):
        write.session.execute(delete(table).where(table.document_id == document.id))
    document.state = DocumentState.QUEUED
    if document.asked_schema is not None and document.parent_id is None:
        # Its kind is to be found again.
        document.schema_name, document.classification = document.asked_schema, None
    document.password = password
    document.attempts = 0
    document.lease_owner = document.lease_until = None
    document.error_code = document.error_message = None
    document.num_pages = document.num_windows = None
    document.finished_at = None
    document.woken_at = document.updated_at = write.now
    write.session.flush()
