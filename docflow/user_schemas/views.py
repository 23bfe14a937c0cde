"""Schemas as they are answered. Knows no query."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from docflow.database.tables import UserSchema
from schemas.schema import Schema


class SchemaEntryView(BaseModel):
    """A schema that documents can be sent with."""

    name: str
    origin: Literal["package", "user"]
    title: str
    description: str
    version: int | None = Field(description="Counts up with every change; null for the package's.")
    digest: str
    created_at: datetime | None
    values: list[str] = Field(description="Paths of the values that are read.")


class SchemaListView(BaseModel):
    """All schemas."""

    data: list[SchemaEntryView]
    next_cursor: None = None


class SchemaView(SchemaEntryView):
    """A schema with its definition."""

    definition: dict[str, Any] = Field(description="JSON Schema, its references resolved.")


def entry_of(schema: Schema, row: UserSchema | None) -> SchemaEntryView:
    """The schema without its definition. row: None for one of the package."""
    return SchemaEntryView(**_members(schema, row))


def view_of(schema: Schema, row: UserSchema | None) -> SchemaView:
    """The schema as it is shown. row: None for one of the package."""
    return SchemaView(**_members(schema, row), definition=schema.json)


def _members(schema: Schema, row: UserSchema | None) -> dict[str, Any]:
    return {
        "name": schema.name,
        "origin": "package" if row is None else "user",
        "title": schema.title,
        "description": schema.description,
        "version": None if row is None else row.version,
        "digest": schema.digest,
        "created_at": None if row is None else row.created_at,
        "values": [leaf.path for leaf in schema.leaves()],
    }
