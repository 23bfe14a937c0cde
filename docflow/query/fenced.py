"""The rows a tenant may see, as SQL text: joins, the tenant as a literal, and a fence. Knows no
column of a schema.

No condition of a caller's query is tested on a row before the tenant's own condition has let it
through: `LIMIT -1` and `OFFSET 0` keep both databases from moving conditions inside. Otherwise an
error that a condition raises on some rows would tell of rows of others.
"""

from __future__ import annotations

from collections.abc import Sequence

from docflow.query.relations import Relation

_DOCUMENT_COLUMNS = (
    ("document_id", "d.id"),
    ("file_name", "d.file_name"),
)
_OF_DOCUMENTS = (
    "schema_name",
    "model",
    "media_type",
    "size_bytes",
    "sha256",
    "origin",
    "batch_id",
    "num_pages",
    "error_code",
    "error_message",
    "updated_at",
    "finished_at",
    "asked_schema",
    "parent_id",
    "first_page",
    "last_page",
)
_OF_FIELDS = (
    ("path", "path"),
    ("value", "value"),
    ("raw", "raw"),
    ("page", "page"),
    ("box_left", "left"),
    ("box_top", "top"),
    ("box_right", "right"),
    ("box_bottom", "bottom"),
    ("confidence", "confidence"),
    ("source", "source"),
    ("checks", "checks"),
    ("repaired", "repaired"),
)
_LATEST = "extractions AS e JOIN documents AS d ON d.id = e.document_id"

#: table -> its columns that any query reads; what a login of lesser rights must be granted
COLUMNS_READ = {
    "documents": (
        "id",
        "tenant_id",
        "state",
        "file_name",
        "created_at",
        "user_metadata",
        *_OF_DOCUMENTS,
    ),
    "extractions": (
        "id",
        "tenant_id",
        "document_id",
        "is_latest",
        "schema_name",
        "status",
        "data",
        "checks",
    ),
    "fields": ("tenant_id", "extraction_id", *(column for _, column in _OF_FIELDS)),
}


def literal(text: str) -> str:
    """A string literal of standard SQL."""
    assert "\0" not in text, "no literal can hold NUL"
    return "'" + text.replace("'", "''") + "'"


def columns_of(relation: Relation) -> list[tuple[str, str]]:
    """(name, SQL) of the columns that come from tables."""
    if relation.name == "documents":
        return [
            *_DOCUMENT_COLUMNS,
            ("status", "d.state"),
            ("created_at", "d.created_at"),
            *((name, f"d.{name}") for name in _OF_DOCUMENTS),
            ("metadata", "d.user_metadata"),
        ]
    columns = [*_DOCUMENT_COLUMNS, ("status", "e.status"), ("created_at", "d.created_at")]
    if relation.name in ("fields", "checks"):
        columns.append(("schema_name", "e.schema_name"))
    if relation.name == "fields":
        columns += [(name, f'f."{column}"') for name, column in _OF_FIELDS]
    return columns


def source_of(relation: Relation) -> str:
    """The FROM clause without its arrays."""
    if relation.name == "documents":
        return "documents AS d"
    if relation.name == "fields":
        return f"{_LATEST} JOIN fields AS f ON f.extraction_id = e.id"
    return _LATEST


def conditions_of(relation: Relation, is_tenant: str, document_ids: Sequence[str] | None) -> str:
    """The WHERE clause.

    is_tenant: what follows a column `tenant_id`, such as `= 'ten_1'`. document_ids: these only.
    """
    conditions = [f"d.tenant_id {is_tenant}"]
    if relation.name != "documents":
        conditions += [f"e.tenant_id {is_tenant}", "e.is_latest"]
    if relation.name == "fields":
        conditions.append(f"f.tenant_id {is_tenant}")
    if relation.schema_name is not None:
        conditions.append(f"e.schema_name = {literal(relation.schema_name)}")
    if document_ids is not None:
        ids = ", ".join(map(literal, document_ids)) or "NULL"
        conditions.append(f"d.id IN ({ids})")
        if relation.name != "documents":
            # Said of both, as no index of the one leads to the other.
            conditions.append(f"e.document_id IN ({ids})")
    return " AND ".join(conditions)
