"""Rows of tenants and their keys. Knows no key, only digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import ApiKey, Tenant


def find_key(session: Session, key_id: str) -> ApiKey | None:
    """The key with that id, revoked or not."""
    return session.get(ApiKey, key_id)


def add_key(write: Write, tenant_id: str, key_id: str, name: str, digest: str) -> ApiKey:
    """A new key of a tenant."""
    row = ApiKey(
        id=key_id,
        tenant_id=tenant_id,
        name=name,
        digest=digest,
        created_at=write.now,
        last_used_at=None,
        revoked_at=None,
    )
    write.session.add(row)
    write.session.flush()
    return row


def list_keys(session: Session, tenant_name: str | None) -> Sequence[tuple[ApiKey, str]]:
    """Keys with the names of their tenants, oldest first; those of one tenant, or of all."""
    statement = (
        select(ApiKey, Tenant.name)
        .join(Tenant, Tenant.id == ApiKey.tenant_id)
        .order_by(ApiKey.created_at, ApiKey.id)
    )
    if tenant_name is not None:
        statement = statement.where(Tenant.name == tenant_name)
    return [(key, name) for key, name in session.execute(statement).all()]


def mark_used(write: Write, key_id: str, unless_after: datetime) -> None:
    """Notes that a key was used now, unless that was noted since `unless_after`."""
    write.session.execute(
        update(ApiKey)
        .where(
            ApiKey.id == key_id,
            or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= unless_after),
        )
        .values(last_used_at=write.now)
    )


def revoke_key(write: Write, key_id: str, tenant_name: str | None) -> bool:
    """Ends a key that is valid; whether there was one. tenant_name: only if it is this one's."""
    statement = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
    if tenant_name is not None:
        owner = select(Tenant.id).where(Tenant.name == tenant_name).scalar_subquery()
        statement = statement.where(ApiKey.tenant_id == owner)
    found = write.session.execute(
        statement.values(revoked_at=write.now).returning(ApiKey.id)
    ).scalar_one_or_none()
    return found is not None
