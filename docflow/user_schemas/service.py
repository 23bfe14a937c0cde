"""Schemas by name as a tenant sees them: those of the package, then their own. Knows no HTTP.

A schema that changes becomes a new version; documents keep the one they were sent with.
"""

from __future__ import annotations

import re
from functools import lru_cache

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from docflow.database.tables import Document, UserSchema
from docflow.errors import DocflowError
from docflow.services import Services
from docflow.user_schemas import repository
from schemas.errors import SchemaError
from schemas.guard import parse_bounded
from schemas.resolve import resolve
from schemas.schema import Schema, list_builtin, list_reserved, load_builtin, load_user

#: views of SQL are named after schemas
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")


def resolve_schema(session: Session, tenant_id: str, name: str) -> tuple[Schema, str | None]:
    """The schema a document is to be read with, and its row's id; None for one of the package.

    Raises:
        DocflowError: `unknown_schema`.
    """
    if name in list_builtin():
        return load_builtin(name), None
    row = repository.find_latest(session, tenant_id, name) if NAME.fullmatch(name) else None
    if row is None:
        raise DocflowError("unknown_schema", f"There is no schema {name[:80]!r}.")
    return schema_of_row(row), row.id


def schema_of(session: Session, document: Document) -> Schema:
    """The schema, in the version that the document was sent with.

    Raises:
        DocflowError: `unknown_schema`: its row is gone.
    """
    if document.schema_id is None:
        return load_builtin(document.schema_name)
    row = repository.find_by_id(session, document.schema_id)
    if row is None:
        raise DocflowError("unknown_schema", f"The schema {document.schema_name!r} is gone.")
    return schema_of_row(row)


def schema_of_row(row: UserSchema) -> Schema:
    """The stored schema, ready to be used. Its definition was judged when it was stored."""
    return _load_stored(row.name, row.definition)


def keep_schema(
    services: Services, tenant_id: str, name: str, definition: bytes
) -> tuple[UserSchema, bool]:
    """Stores a schema, as a new version where it differs from the newest one; whether it did.

    definition: JSON text in UTF-8. Blocks for about 0.1 s, outside of any transaction, to judge it.

    Raises:
        SchemaError: it cannot be used, see schemas/errors.py.
        DocflowError: `conflict`: the name is the package's; `invalid_name`.
    """
    if name in list_reserved():
        raise DocflowError("conflict", f"{name!r} is a schema of the package; choose another name.")
    if not NAME.fullmatch(name):
        raise DocflowError(
            "invalid_name",
            "The name of a schema has 1 to 48 characters a-z, 0-9 and _, the first one a letter.",
        )
    try:
        text = definition.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SchemaError("invalid_json", "not valid JSON: it is not in UTF-8") from None
    schema = load_user(text.encode(), name)
    try:
        return _store(services, tenant_id, schema, name, text)
    except IntegrityError:
        # PostgreSQL: another request took the version's number; the next one is free.
        return _store(services, tenant_id, schema, name, text)


def _store(
    services: Services, tenant_id: str, schema: Schema, name: str, text: str
) -> tuple[UserSchema, bool]:
    with services.database.write() as write:
        newest = repository.find_latest(write.session, tenant_id, name)
        if newest is not None and newest.digest == schema.digest:
            return newest, False
        version = 1 if newest is None else newest.version + 1
        row = repository.add_version(write, tenant_id, name, version, schema.digest, text)
        return row, True


@lru_cache(maxsize=256)
def _load_stored(name: str, definition: str) -> Schema:
    return Schema(name, resolve(parse_bounded(definition.encode())))
