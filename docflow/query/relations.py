"""The tables that SQL can ask for, as plain values: names, columns, where each value stands. Knows
no database and no statement.

A schema gives a table of its own name with a column for each scalar leaf, and one more for each
array: `invoice`, `invoice_line_items`. Beside them stand `documents`, `fields` and `checks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from docflow.query.naming import sql_name, unique_name
from schemas.node import Node
from schemas.schema import Schema

ColumnType: TypeAlias = Literal[
    "text", "numeric", "integer", "boolean", "date", "timestamp", "json"
]
Path: TypeAlias = tuple[str, ...]

#: PostgreSQL returns 1,664 columns at most; all values are in `fields`
MAX_COLUMNS = 1_500
_NUMERIC_KINDS = frozenset({"amount", "quantity", "percent"})


@dataclass(frozen=True)
class Column:
    """One column. path: keys from the row's JSON node to the value; None where a table has it."""

    name: str
    type: ColumnType
    path: Path | None = None
    description: str = ""


@dataclass(frozen=True)
class Relation:
    """One table that SQL can ask for.

    schema_name: None for those of every schema. json_column: of the latest extraction, where the
    rows come out of. arrays: keys from the document, or the item
    around it, to each array that a row is an item of; empty for one row a document. items: the
    columns that number them, from 1.
    """

    name: str
    columns: tuple[Column, ...]
    description: str = ""
    schema_name: str | None = None
    arrays: tuple[Path, ...] = ()
    items: tuple[str, ...] = ()
    json_column: Literal["data", "checks"] = "data"

    @property
    def values(self) -> tuple[Column, ...]:
        """The columns that come out of the extraction's JSON."""
        return tuple(column for column in self.columns if column.path is not None)


#: first in every table
BASE_COLUMNS = (
    Column("document_id", "text", None, "Id of the document"),
    Column("file_name", "text", None, "Name of the file as it was sent"),
    Column("status", "text", None, "done or needs_review; in documents any state"),
    Column("created_at", "timestamp", None, "When the document was sent (UTC)"),
)

DOCUMENTS = Relation(
    "documents",
    (
        *BASE_COLUMNS,
        Column("schema_name", "text", None, "Schema it is read with"),
        Column("model", "text", None, "Model it is read with"),
        Column("media_type", "text", None, "Type of the file by its content"),
        Column("size_bytes", "integer", None, "Size of the file"),
        Column("sha256", "text", None, "Digest of the file"),
        Column("origin", "text", None, "rest, folder or cli"),
        Column("batch_id", "text", None, "Batch it was sent in"),
        Column("num_pages", "integer", None, "Pages of the file, or of the part"),
        Column("error_code", "text", None, "Why it failed, for programs"),
        Column("error_message", "text", None, "Why it failed, for people"),
        Column("updated_at", "timestamp", None, "Last change (UTC)"),
        Column("finished_at", "timestamp", None, "When it was done or failed (UTC)"),
        Column("metadata", "json", None, "What was sent along as metadata"),
        Column("asked_schema", "text", None, "auto where the schema was found, not named"),
        Column("parent_id", "text", None, "Document of the file that this is a part of"),
        Column("first_page", "integer", None, "First page in that file"),
        Column("last_page", "integer", None, "Last page in that file"),
    ),
    "Every document, in any state",
)
FIELDS = Relation(
    "fields",
    (
        *BASE_COLUMNS,
        Column("schema_name", "text", None, "Schema it was read with"),
        Column("path", "text", None, "JSON Pointer of the value, such as /totals/total"),
        Column("value", "text", None, "The value as text"),
        Column("raw", "text", None, "Exactly what the page shows"),
        Column("page", "integer", None, "Number of the page, from 1"),
        Column("box_left", "numeric", None, "Box on the page, as shares from 0 to 1"),
        Column("box_top", "numeric"),
        Column("box_right", "numeric"),
        Column("box_bottom", "numeric"),
        Column("confidence", "numeric", None, "Probability that the value is right"),
        Column("source", "text", None, "Where it was read from: text, ocr, human ..."),
        Column("checks", "json", None, "Checks the value took part in"),
        Column("repaired", "json", None, "What was read before a repair; null without one"),
    ),
    "Every value of the latest extraction with its evidence",
)
CHECKS = Relation(
    "checks",
    (
        *BASE_COLUMNS,
        Column("schema_name", "text", None, "Schema it was read with"),
        Column("item", "integer", None, "Number of the check, from 1"),
        Column("name", "text", ("name",), "Name of the check, such as xml_matches_page"),
        Column("passed", "boolean", ("passed",), "Whether it holds"),
        Column("rule", "text", ("rule",), "The standard's name of it, such as BR-CO-15"),
        Column("message", "text", ("message",), "What was compared, for people"),
    ),
    "Every check of the latest extraction, passed or not",
    arrays=((),),
    items=("item",),
    json_column="checks",
)
BUILTIN = (DOCUMENTS, FIELDS, CHECKS)


@dataclass
class _Draft:
    """A table while its schema is walked over; columns by path."""

    words: Path
    description: str
    columns: dict[Path, tuple[ColumnType, str]] = field(default_factory=dict)


def relations_of(versions: Sequence[Schema], taken: set[str]) -> list[Relation]:
    """The tables of one schema. Effects: adds their names to `taken`.

    versions: newest first. A value that only older versions have keeps its column, as documents
    that were read with those versions have it.
    """
    schema_name = versions[0].name
    drafts: dict[tuple[Path, ...], _Draft] = {(): _Draft((schema_name,), versions[0].description)}
    for version in versions:
        _walk(version.json, (), (), drafts)
    relations = []
    for arrays, draft in drafts.items():
        name = unique_name(sql_name(*draft.words), taken)
        taken.add(name)
        relations.append(_finished(name, schema_name, arrays, draft))
    return relations


def _walk(
    node: Node, path: Path, arrays: tuple[Path, ...], drafts: dict[tuple[Path, ...], _Draft]
) -> None:
    if "properties" in node:
        for key, child in node["properties"].items():
            _walk(child, (*path, key), arrays, drafts)
    elif "items" in node:
        inner = (*arrays, path)
        words = (*drafts[arrays].words, *(path or ("items",)))
        drafts.setdefault(inner, _Draft(words, str(node.get("description", ""))))
        _walk(node["items"], (), inner, drafts)
    else:
        drafts[arrays].columns.setdefault(path, (_type_of(node), str(node.get("description", ""))))


def _type_of(leaf: Node) -> ColumnType:
    names = leaf["type"] if isinstance(leaf["type"], list) else [leaf["type"]]
    json_type = next((name for name in names if name != "null"), "string")
    kind: Any = leaf.get("x-kind")
    if json_type in ("boolean", "integer"):
        return "boolean" if json_type == "boolean" else "integer"
    if json_type == "number" or kind in _NUMERIC_KINDS:
        return "numeric"
    return "date" if kind == "date" else "text"


def _finished(name: str, schema_name: str, arrays: tuple[Path, ...], draft: _Draft) -> Relation:
    columns = list(BASE_COLUMNS)
    taken = {column.name for column in columns}
    items: list[str] = []
    for depth, path in enumerate(arrays, start=1):
        own = ("item",) if depth == len(arrays) else (*(path or ("items",)), "item")
        items.append(unique_name(sql_name(*own), taken))
        taken.add(items[-1])
        columns.append(Column(items[-1], "integer", None, "Number of the item, from 1"))
    for path, (type_, description) in list(draft.columns.items())[:MAX_COLUMNS]:
        column_name = unique_name(sql_name(*(path or ("value",))), taken)
        taken.add(column_name)
        columns.append(Column(column_name, type_, path, description))
    return Relation(name, tuple(columns), draft.description, schema_name, arrays, tuple(items))
