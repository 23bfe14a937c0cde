"""The tables around documents: who may, what was told to whom, what came from where. Knows no
query.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from docflow.database.base import Table
from docflow.database.columns import BigCounter


class Tenant(Table):
    """Who owns data. signing_secret: `whsec_...`, signs callbacks to a document's own URL."""

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    signing_secret: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class ApiKey(Table):
    """A key by its digest (HMAC-SHA256, hex); the key itself is shown once and kept nowhere.

    id: the eight characters of the key that may be shown.
    """

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(8), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class UserSchema(Table):
    """One version of a schema a user brought. definition: the file's text."""

    __tablename__ = "user_schemas"
    __table_args__ = (UniqueConstraint("tenant_id", "name", "version"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Batch(Table):
    """Documents that were sent together. closed_at: no more are to come."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Event(Table):
    """What happened, in order: the log behind webhooks (an outbox) and behind SSE.

    seq: counts up in the order of commits. payload: ids and states, never a document's text.
    dispatched_at: when its deliveries were written; None while none looked for its endpoints.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_tenant_id_seq", "tenant_id", "seq"),
        Index("ix_events_dispatched_at_seq", "dispatched_at", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigCounter, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"))
    # no foreign key: the log outlives a deleted document
    document_id: Mapped[str | None] = mapped_column(String(40), index=True)
    type: Mapped[str] = mapped_column(String(48))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    dispatched_at: Mapped[datetime | None]


class WebhookEndpoint(Table):
    """Where a tenant wants events sent.

    kind: `endpoint`, or `callback` for the URL of single documents. secrets: newest first, each
    `{"secret", "expires_at"}`. event_types: None for all. content: `full` or `link`.
    state: `active` or `disabled`. num_failures: in a row; circuit_until: no attempts before.
    """

    __tablename__ = "webhook_endpoints"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    secrets: Mapped[list[Any]]
    event_types: Mapped[list[Any] | None]
    content: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16))
    disabled_reason: Mapped[str | None] = mapped_column(Text)
    num_failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    circuit_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Delivery(Table):
    """One event for one endpoint. state: pending, delivered, exhausted or cancelled."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("event_seq", "endpoint_id"),
        Index("ix_deliveries_state_next_attempt_at", "state", "next_attempt_at"),
        Index("ix_deliveries_endpoint_id_state_event_seq", "endpoint_id", "state", "event_seq"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("events.seq", ondelete="CASCADE"))
    endpoint_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), index=True
    )
    document_id: Mapped[str | None] = mapped_column(String(40), index=True)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class DeliveryAttempt(Table):
    """One request that was made, or refused before it was made. status: of HTTP, None without one.

    number: counts all attempts of the delivery, also those of a redelivery.
    """

    __tablename__ = "delivery_attempts"

    delivery_id: Mapped[str] = mapped_column(
        ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    duration_ms: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
    response: Mapped[str | None] = mapped_column(Text)


class IdempotencyKey(Table):
    """The first answer to a request with this key, given again to repeats.

    status: of HTTP, None while the first request runs.
    """

    __tablename__ = "idempotency_keys"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SourceFile(Table):
    """A file seen by folder ingestion; one that did not change is not read again.

    uri: path or object URL. version: size and time of change, or the object's tag.
    state: `stored`, `moved` or `rejected`.
    """

    __tablename__ = "source_files"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    uri: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[str] = mapped_column(Text)
    settings_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    document_id: Mapped[str | None] = mapped_column(String(40))
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime]
