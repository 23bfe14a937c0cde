"""Takes a document in: checked, stored, in the database with its event, and the queue told. Knows
no HTTP and no folder.

The order is what makes an accepted document safe: the file is durable before the row is, the row
and its event are one transaction, and the queue is told after that. A crash between file and row
leaves a file that no row names, which workers remove within hours.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Batch, Document
from docflow.documents.incoming import Incoming
from docflow.errors import DocflowError, FileError, display_name
from docflow.events.outbox import DOCUMENT_QUEUED, record_event
from docflow.jobs.states import DocumentState
from docflow.model_ref import InvalidModelReference, parse_model_reference
from docflow.queue import SPLIT
from docflow.services import Services
from docflow.storage.store import document_prefix, original_key
from docflow.user_schemas.service import resolve_schema
from schemas.schema import AUTO, Schema

Origin = Literal["rest", "folder", "cli"]
_MAX_FILE_NAME_CHARS = 255


@dataclass(frozen=True, slots=True)
class Submission:
    """What someone wants of a file. file_name: as they call it, not trusted. schema: a name, `auto`
    for the one that fits. model: None for the default one. pages: first and last one of the
    document, None for all of the file.
    """

    file_name: str
    schema: str
    model: str | None = None
    password: str | None = None
    callback_url: str | None = None
    user_metadata: dict[str, Any] | None = None
    batch_id: str | None = None
    origin: Origin = "rest"
    pages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The document's row. is_new: false where the same file was sent before."""

    document: Document
    is_new: bool


def accept(
    services: Services, tenant_id: str, incoming: Incoming, submission: Submission
) -> Accepted:
    """The document of `incoming`: the one that was there, or a new row that workers will read.

    Effects: moves the bytes into storage, commits row and event, then tells the queue.

    Raises:
        FileError: `empty_file`, `unsupported_type`.
        DocflowError: `unknown_schema`, `invalid_model`, `model_not_allowed`, `unknown_batch`,
            `batch_closed`.
    """
    name = display_name(submission.file_name[:_MAX_FILE_NAME_CHARS])
    try:
        media_type = incoming.media_type().media_type
    except FileError as error:
        raise FileError(error.code, f"{name}: {error.message}") from error
    model = _model(services, submission)
    with services.database.read() as session:
        schema, schema_id = _schema(session, tenant_id, submission.schema)
        unique_key = _unique_key(incoming.sha256, schema, model, submission)
        known = session.scalar(_same(tenant_id, unique_key))
    if known is not None:
        return Accepted(known, is_new=False)
    document_id = new_id("doc")
    storage_key = original_key(tenant_id, document_id)
    incoming.store_as(storage_key)
    is_kept = False
    try:
        with services.database.write() as write:
            known = _lock_and_find(write, tenant_id, unique_key)
            if known is not None:
                return Accepted(known, is_new=False)
            _check_batch(write, tenant_id, submission.batch_id)
            document = Document(
                id=document_id,
                tenant_id=tenant_id,
                file_name=name,
                media_type=media_type,
                size_bytes=incoming.size_bytes,
                sha256=incoming.sha256,
                unique_key=unique_key,
                storage_key=storage_key,
                schema_name=AUTO if schema is None else schema.name,
                asked_schema=AUTO if schema is None else None,
                schema_id=schema_id,
                model=model,
            )
            _insert(services, write, document, submission)
            is_kept = True
            return Accepted(document, is_new=True)
    finally:
        if not is_kept:
            services.store.delete_below(document_prefix(tenant_id, document_id))


def _insert(services: Services, write: Write, document: Document, submission: Submission) -> None:
    """Row and event; the queue is told after the commit."""
    document.state = DocumentState.QUEUED
    document.password = submission.password
    document.origin = submission.origin
    if submission.pages is not None:
        document.first_page, document.last_page = submission.pages
    document.callback_url = submission.callback_url
    document.user_metadata = submission.user_metadata
    document.batch_id = submission.batch_id
    document.woken_at = document.created_at = document.updated_at = write.now
    write.session.add(document)
    write.session.flush()
    payload = {"document_id": document.id, "status": DocumentState.QUEUED.value}
    record_event(write, document.tenant_id, DOCUMENT_QUEUED, payload, document.id)
    write.after_commit(lambda: _tell(services, document.id))


def _tell(services: Services, document_id: str) -> None:
    services.queue.tell(SPLIT, document_id)


def _lock_and_find(write: Write, tenant_id: str, unique_key: str) -> Document | None:
    """The same document if another request stored it meanwhile; no third can until the commit."""
    if write.session.get_bind().dialect.name == "postgresql":
        # SQLite's writers wait for each other anyway.
        write.session.execute(select(func.pg_advisory_xact_lock(int(unique_key[:15], 16))))
    return write.session.scalar(_same(tenant_id, unique_key))


def _same(tenant_id: str, unique_key: str) -> Select[Document]:
    return select(Document).where(
        Document.tenant_id == tenant_id, Document.unique_key == unique_key
    )


def _schema(
    session: Session, tenant_id: str, name: str
) -> tuple[Schema, str | None] | tuple[None, None]:
    """The schema and its row's id, see `resolve_schema`; None for the one that is to be found."""
    return (None, None) if name == AUTO else resolve_schema(session, tenant_id, name)


def _unique_key(sha256: str, schema: Schema | None, model: str, submission: Submission) -> str:
    """Another password makes another document: the first may have been the wrong one. So do other
    pages.
    """
    named = (AUTO, "") if schema is None else (schema.name, schema.digest)
    parts = [sha256, *named, model, submission.password or ""]
    if submission.pages is not None:
        parts.append("pages {}-{}".format(*submission.pages))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _model(services: Services, submission: Submission) -> str:
    """The model reference in full. Over REST only configured ones: a folder of the server's disk is
    nothing a sender may name.
    """
    settings = services.settings
    model = submission.model or settings.model
    try:
        parse_model_reference(model)
    except InvalidModelReference as error:
        raise DocflowError("invalid_model", str(error)) from error
    allowed = {"nano", settings.model, *filter(None, settings.allowed_models.split(","))}
    if submission.origin == "rest" and model not in allowed:
        names = ", ".join(sorted(allowed))
        raise DocflowError("model_not_allowed", f"{model!r} is not served here; there is {names}")
    return model


def _check_batch(write: Write, tenant_id: str, batch_id: str | None) -> None:
    if batch_id is None:
        return
    # Nobody closes it before this document is in.
    batch = write.session.get(Batch, batch_id, with_for_update={"read": True})
    if batch is None or batch.tenant_id != tenant_id:
        raise DocflowError("unknown_batch", f"there is no batch {batch_id!r}")
    if batch.closed_at is not None:
        raise DocflowError("batch_closed", f"batch {batch_id} is closed; open another one")
