"""The tables of documents, from upload to result. Knows no query; the rows' states are in
docflow/jobs/states.py.

tenants ──< api_keys, user_schemas, webhook_endpoints, idempotency_keys, source_files, batches
documents ──< pages, windows, extractions ──< fields
documents ──< events ──< deliveries ──< delivery_attempts

Every table that a tenant's data is in has `tenant_id`. Deleting a document deletes all below it but
its events, which are the log of what happened and keep ids only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from docflow.database.base import Table

# Registers the other tables with the metadata.
from docflow.database.tables_service import (
    ApiKey,
    Batch,
    Delivery,
    DeliveryAttempt,
    Event,
    IdempotencyKey,
    SourceFile,
    Tenant,
    UserSchema,
    WebhookEndpoint,
)

__all__ = [
    "ApiKey",
    "Batch",
    "Delivery",
    "DeliveryAttempt",
    "Document",
    "Event",
    "Extraction",
    "Field",
    "IdempotencyKey",
    "Page",
    "SourceFile",
    "Table",
    "Tenant",
    "UserSchema",
    "WebhookEndpoint",
    "Window",
]


class Document(Table):
    """One uploaded file that is to be read with one schema and one model.

    state: see docflow/jobs/states.py. unique_key: hash of content, schema and model; a second
    upload with the same one is the same document. storage_key: where the bytes are.
    password: opens the file; forgotten when the document ends.
    asked_schema: `auto` where the kind was to be found; schema_name is `auto` too until it was.
    classification: what was found, as in a result. parent_id: of a document that is one of several
    in a file, the row of the file, which is a packet; part_number of num_parts, with the pages
    first_page to last_page of the file (all others have None). storage_key is then the parent's.
    attempts, lease_owner, lease_until: of the stage that is running (split or assemble).
    woken_at: when the queue was last told of it; the sweeper tells it again.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("tenant_id", "unique_key"),
        Index("ix_documents_tenant_id_created_at_id", "tenant_id", "created_at", "id"),
        Index(
            "ix_documents_unfinished",
            "state",
            "lease_until",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    state: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    unique_key: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(Text)
    schema_name: Mapped[str] = mapped_column(String(64))
    # None for a schema of the package
    schema_id: Mapped[str | None] = mapped_column(ForeignKey("user_schemas.id"))
    model: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(16))
    callback_url: Mapped[str | None] = mapped_column(Text)
    user_metadata: Mapped[dict[str, Any] | None]
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batches.id"), index=True)
    num_pages: Mapped[int | None]
    num_windows: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    woken_at: Mapped[datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    asked_schema: Mapped[str | None] = mapped_column(String(64))
    classification: Mapped[dict[str, Any] | None]
    # The index names the children of a packet; see the migration for why it is no foreign key.
    parent_id: Mapped[str | None] = mapped_column(String(40), index=True)
    part_number: Mapped[int | None]
    num_parts: Mapped[int | None]
    first_page: Mapped[int | None]
    last_page: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Page(Table):
    """One page of a document that was opened. source: where its words come from."""

    __tablename__ = "pages"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    width_pt: Mapped[float]
    height_pt: Mapped[float]
    num_words: Mapped[int]
    source: Mapped[str] = mapped_column(String(8))
    notes: Mapped[list[Any]]


class Window(Table):
    """A run of pages that fits one request of the model: the unit of work of a worker.

    pages: their numbers. answer: what the model said, None until the window is done.
    """

    __tablename__ = "windows"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("ix_windows_state_lease_until", "state", "lease_until"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    pages: Mapped[list[Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    woken_at: Mapped[datetime | None]
    answer: Mapped[dict[str, Any] | None]
    prompt_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    seconds: Mapped[float | None]
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Extraction(Table):
    """One version of a document's result; corrections add a version, never overwrite.

    status: `done` or `needs_review`. created_by: `model` or the id of the key that corrected it.
    is_latest: true for one version a document, which SQL's views show. codes: bar codes and QR
    codes of its pages, None where there are none.
    """

    __tablename__ = "extractions"
    __table_args__ = (
        UniqueConstraint("document_id", "version"),
        Index(
            "uq_extractions_latest",
            "document_id",
            unique=True,
            sqlite_where=text("is_latest"),
            postgresql_where=text("is_latest"),
        ),
        CheckConstraint("version > 0", name="version_counts_from_one"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    version: Mapped[int]
    is_latest: Mapped[bool]
    schema_name: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]
    checks: Mapped[list[Any]]
    usage: Mapped[dict[str, Any]]
    codes: Mapped[list[Any] | None]
    created_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]


class Field(Table):
    """One value of an extraction with its evidence; box as shares of the upright page.

    value: as text (a string as it is, anything else as JSON); None where the value is null.
    repaired: what was read before, and why it was replaced; None where nothing was.
    """

    __tablename__ = "fields"
    __table_args__ = (Index("ix_fields_tenant_id_path", "tenant_id", "path"),)

    extraction_id: Mapped[str] = mapped_column(
        ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    raw: Mapped[str | None] = mapped_column(Text)
    page: Mapped[int | None]
    left: Mapped[float | None]
    top: Mapped[float | None]
    right: Mapped[float | None]
    bottom: Mapped[float | None]
    confidence: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(8))
    checks: Mapped[list[Any]]
    repaired: Mapped[dict[str, Any] | None]
