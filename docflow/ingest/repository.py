"""SQL of folder ingestion: files that were seen, and how far their documents are. Knows no file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import Document, SourceFile, Window
from docflow.jobs.states import WindowState
from docflow.jobs.window_pages import page_numbers
from schemas.schema import PACKET

SourceState = Literal["stored", "moved", "rejected"]
#: below the number of parameters that any SQLite takes
CHUNK = 500
# PostgreSQL cannot index a row of more than 2,700 bytes; a path has up to 12,000 when escaped.
_MAX_URI_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be remembered of a file."""

    uri: str
    version: str
    settings_digest: str
    state: SourceState
    document_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is. is_packet: it is a file that holds several documents."""

    document_id: str
    state: str
    num_pages: int
    error_code: str | None
    error_message: str | None
    is_packet: bool = False


def stored_uri(uri: str) -> str:
    """`uri` as the table keeps it: a very long one is cut and told apart by its digest."""
    if len(uri) <= _MAX_URI_CHARS:
        return uri
    return f"{uri[:_MAX_URI_CHARS]}#{hashlib.sha256(uri.encode()).hexdigest()}"


def find_seen(session: Session, tenant_id: str, uris: Sequence[str]) -> dict[str, SourceFile]:
    """The rows of these files (at most CHUNK), by URI as it was given."""
    by_stored = {stored_uri(uri): uri for uri in uris}
    rows = session.scalars(
        select(SourceFile).where(
            SourceFile.tenant_id == tenant_id, SourceFile.uri.in_(list(by_stored))
        )
    )
    return {by_stored[row.uri]: row for row in rows}


def remember(write: Write, tenant_id: str, seen: Seen) -> None:
    """Writes or replaces the row of a file."""
    values = {
        "version": seen.version,
        "settings_digest": seen.settings_digest,
        "state": seen.state,
        "document_id": seen.document_id,
        "error_code": seen.error_code,
        "error_message": seen.error_message,
        "seen_at": write.now,
    }
    is_sqlite = write.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(SourceFile).values(tenant_id=tenant_id, uri=stored_uri(seen.uri), **values)
    write.session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "uri"], set_=values)
    )


def progress_of(session: Session, document_ids: Iterable[str]) -> Iterator[Progress]:
    """How far these documents are; those that were deleted are left out."""
    for chunk in _chunks(document_ids):
        rows = session.execute(
            select(
                Document.id,
                Document.state,
                func.coalesce(Document.num_pages, 0),
                Document.error_code,
                Document.error_message,
                Document.schema_name == PACKET,
            ).where(Document.id.in_(chunk))
        )
        yield from (Progress(*row) for row in rows)


def progress_of_parts(
    session: Session, packet_ids: Iterable[str]
) -> Iterator[tuple[str, Progress]]:
    """(id of the packet, how far one of its documents is), for all that are there."""
    for chunk in _chunks(packet_ids):
        rows = session.execute(
            select(
                Document.id,
                Document.state,
                func.coalesce(Document.num_pages, 0),
                Document.error_code,
                Document.error_message,
                Document.schema_name == PACKET,
                Document.parent_id,
            )
            .where(Document.parent_id.in_(chunk))
            .order_by(Document.parent_id, Document.part_number)
        )
        yield from ((str(row.parent_id), Progress(*row[:6])) for row in rows)


def num_pages_read(session: Session, document_ids: Iterable[str]) -> int:
    """Pages whose window is done, in these documents."""
    num_pages = 0
    for chunk in _chunks(document_ids):
        rows = session.execute(
            select(Window.document_id, Window.pages).where(
                Window.document_id.in_(chunk), Window.state == WindowState.DONE
            )
        )
        read = {(key, number) for key, pages in rows for number in page_numbers(pages)}
        num_pages += len(read)
    return num_pages


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
