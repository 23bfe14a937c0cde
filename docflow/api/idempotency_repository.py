"""Rows of answers that are kept for repeated requests. Knows no HTTP.

A row belongs to the request that set `created_at`: one that was taken over finds another value
there, and changes nothing any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from docflow.database.database import Write
from docflow.database.tables import IdempotencyKey


def find_locked(write: Write, tenant_id: str, key: str) -> IdempotencyKey | None:
    """The row, which no other transaction changes until this one ends."""
    return write.session.scalar(
        select(IdempotencyKey)
        .where(IdempotencyKey.tenant_id == tenant_id, IdempotencyKey.key == key)
        .with_for_update()
    )


def add(
    write: Write, tenant_id: str, key: str, digest: str, expires_at: datetime
) -> IdempotencyKey:
    """A request that begins now. Raises IntegrityError where another one was first."""
    row = IdempotencyKey(
        tenant_id=tenant_id,
        key=key,
        request_digest=digest,
        status=None,
        answer=None,
        created_at=write.now,
        expires_at=expires_at,
    )
    write.session.add(row)
    write.session.flush()
    return row


def answer(
    write: Write, row: IdempotencyKey, status: int, body: dict[str, Any], expires_at: datetime
) -> None:
    """Keeps the answer."""
    write.session.execute(
        update(IdempotencyKey)
        .where(
            IdempotencyKey.tenant_id == row.tenant_id,
            IdempotencyKey.key == row.key,
            IdempotencyKey.created_at == row.created_at,
            IdempotencyKey.status.is_(None),
        )
        .values(status=status, answer=body, expires_at=expires_at)
    )


def release(write: Write, row: IdempotencyKey) -> None:
    """Forgets a request that came to nothing."""
    write.session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.tenant_id == row.tenant_id,
            IdempotencyKey.key == row.key,
            IdempotencyKey.created_at == row.created_at,
            IdempotencyKey.status.is_(None),
        )
    )


def remove_expired(write: Write, tenant_id: str, key: str) -> None:
    """Forgets this key where its time is over."""
    write.session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.tenant_id == tenant_id,
            IdempotencyKey.key == key,
            IdempotencyKey.expires_at <= write.now,
        )
    )


def remove_all_expired(write: Write) -> int:
    """Forgets every tenant's keys whose time is over; how many. For the sweeper."""
    removed = write.session.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.expires_at <= write.now)
        .returning(IdempotencyKey.key)
    ).all()
    return len(removed)
