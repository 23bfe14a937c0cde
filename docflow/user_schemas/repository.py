"""Rows of schemas that users brought: every version is kept. Knows no JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Document, UserSchema


def find_latest(session: Session, tenant_id: str, name: str) -> UserSchema | None:
    """The newest version of the tenant's schema of that name."""
    return session.scalar(
        select(UserSchema)
        .where(UserSchema.tenant_id == tenant_id, UserSchema.name == name)
        .order_by(UserSchema.version.desc())
        .limit(1)
    )


def find_version(session: Session, tenant_id: str, name: str, version: int) -> UserSchema | None:
    """One version."""
    return session.scalar(
        select(UserSchema).where(
            UserSchema.tenant_id == tenant_id,
            UserSchema.name == name,
            UserSchema.version == version,
        )
    )


def find_by_id(session: Session, schema_id: str) -> UserSchema | None:
    """The version with that id, whoever owns it."""
    return session.get(UserSchema, schema_id)


def list_latest(session: Session, tenant_id: str) -> Sequence[UserSchema]:
    """The newest version of each of the tenant's schemas, by name."""
    newest = (
        select(UserSchema.name, func.max(UserSchema.version).label("version"))
        .where(UserSchema.tenant_id == tenant_id)
        .group_by(UserSchema.name)
        .subquery()
    )
    return session.scalars(
        select(UserSchema)
        .join(
            newest,
            (UserSchema.name == newest.c.name) & (UserSchema.version == newest.c.version),
        )
        .where(UserSchema.tenant_id == tenant_id)
        .order_by(UserSchema.name)
    ).all()


def add_version(
    write: Write, tenant_id: str, name: str, version: int, digest: str, definition: str
) -> UserSchema:
    """A new version."""
    row = UserSchema(
        id=new_id("sch"),
        tenant_id=tenant_id,
        name=name,
        version=version,
        digest=digest,
        definition=definition,
        created_at=write.now,
    )
    write.session.add(row)
    write.session.flush()
    return row


def is_used(session: Session, tenant_id: str, name: str) -> bool:
    """Whether a document was read, or is to be read, with any version."""
    versions = select(UserSchema.id).where(
        UserSchema.tenant_id == tenant_id, UserSchema.name == name
    )
    found = session.scalar(select(Document.id).where(Document.schema_id.in_(versions)).limit(1))
    return found is not None


def delete_versions(write: Write, tenant_id: str, name: str) -> None:
    """Removes all versions; none may be in use."""
    write.session.execute(
        delete(UserSchema).where(UserSchema.tenant_id == tenant_id, UserSchema.name == name)
    )
