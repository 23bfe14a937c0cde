"""SQL of the audit that goes through whole tables. Knows no file and no schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, func, or_, select, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from docflow.database.tables import Document, Event, Extraction, Page, Table, Tenant, Window
from docflow.events.outbox import DOCUMENT_DELETED
from docflow.jobs.window_pages import page_numbers
from schemas.schema import PACKET

_CHUNK = 500


def count_rows(session: Session, table: type[Table]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


def duplicates(session: Session) -> Iterator[str]:
    """What is there twice though its table says that it cannot be."""
    for table in Table.metadata.sorted_tables:
        for columns, where in _keys(table, session.get_bind().dialect.name):
            statement = select(*columns, func.count()).group_by(*columns)
            statement = statement.having(func.count() > 1)
            for column in columns:
                statement = statement.where(column.is_not(None))
            if where is not None:
                statement = statement.where(where)
            for row in session.execute(statement):
                yield f"{table.name}: {row[-1]} rows of {tuple(row[:-1])}"


def file_faults(session: Session) -> list[str]:
    """What SQLite finds wrong in its own file, and rows that point to nothing; else nothing."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    try:
        integrity = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
        loose = session.execute(text("PRAGMA foreign_key_check")).all()
    except OperationalError as error:
        # A key that another table points to is gone.
        return [str(error.orig)]
    return [sentence for sentence in integrity if sentence != "ok"] + [
        f"{row[0]}: row {row[1]} points to no row of {row[2]}" for row in loose
    ]


def documents(session: Session) -> Iterator[list[Document]]:
    """All documents by id, a few at a time."""
    last = ""
    while True:
        statement = select(Document).where(Document.id > last).order_by(Document.id)
        rows = list(session.scalars(statement.limit(_CHUNK)))
        if not rows:
            return
        last = rows[-1].id
        yield rows
        session.expunge_all()


def latest_extractions(session: Session, document_ids: Sequence[str]) -> dict[str, Extraction]:
    """The latest version of each of these documents that has one."""
    rows = session.scalars(
        select(Extraction).where(Extraction.document_id.in_(document_ids), Extraction.is_latest)
    )
    return {row.document_id: row for row in rows}


def pages_of_windows(session: Session, document_ids: Sequence[str]) -> dict[str, set[int]]:
    """The pages that the windows of each of these documents name."""
    pages: dict[str, set[int]] = {}
    for document_id, numbers in session.execute(
        select(Window.document_id, Window.pages).where(Window.document_id.in_(document_ids))
    ):
        pages.setdefault(document_id, set()).update(page_numbers(numbers))
    return pages


def pages_with_row(session: Session, document_ids: Sequence[str]) -> dict[str, set[int]]:
    """The pages of these documents that have a row."""
    pages: dict[str, set[int]] = {}
    for document_id, number in session.execute(
        select(Page.document_id, Page.number).where(Page.document_id.in_(document_ids))
    ):
        pages.setdefault(document_id, set()).add(number)
    return pages


def children_of(session: Session, packet_ids: Sequence[str]) -> dict[str, list[Document]]:
    """The documents of each of these packets that has some, in the order of their pages."""
    children: dict[str, list[Document]] = {}
    for child in session.scalars(
        select(Document).where(Document.parent_id.in_(packet_ids)).order_by(Document.part_number)
    ):
        children.setdefault(child.parent_id or "", []).append(child)
    return children


def orphans(session: Session) -> Sequence[str]:
    """Documents of a packet that is none, or not there, or another tenant's."""
    packets = aliased(Document)
    return session.scalars(
        select(Document.id)
        .outerjoin(packets, packets.id == Document.parent_id)
        .where(
            Document.parent_id.is_not(None),
            or_(
                packets.id.is_(None),
                packets.schema_name != PACKET,
                packets.tenant_id != Document.tenant_id,
            ),
        )
    ).all()


def documents_of_ids(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """id -> (tenant, sha256) of those documents that are there."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(
            select(Document.id, Document.tenant_id, Document.sha256).where(
                Document.id.in_(ids[start : start + _CHUNK])
            )
        )
        found.update({id_: (tenant, sha256) for id_, tenant, sha256 in rows})
    return found


def was_deleted(session: Session, document_id: str) -> bool:
    """Whether the log says that somebody deleted the document."""
    statement = select(Event.seq).where(
        Event.document_id == document_id, Event.type == DOCUMENT_DELETED
    )
    return session.scalar(statement.limit(1)) is not None


def _keys(
    table: SqlTable, dialect: str
) -> Iterator[tuple[list[ColumnElement[Any]], ColumnElement[bool] | None]]:
    """The columns that name a row, and for which rows they do."""
    yield list(table.primary_key.columns), None
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield list(constraint.columns), None
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options[dialect]["where"]
            yield list(index.columns), where


def tenant_ids(session: Session) -> set[str]:
    """The ids of all tenants."""
    return set(session.scalars(select(Tenant.id)))
