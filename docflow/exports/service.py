"""Exports everything that was read with a schema, in pieces of bounded size. Knows no HTTP.

Documents come in runs by id; each run is read in a transaction of its own, so that a slow receiver
holds none open. What is added or corrected meanwhile may be in the export or not.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

from docflow.errors import DocflowError
from docflow.exports import repository
from docflow.exports.repository import Selection
from docflow.exports.writers import csv_text, write_parquet
from docflow.extractions.service import result_of
from docflow.query.relations import Relation
from docflow.query.service import rows_of, tables_of
from docflow.services import Services

Format: TypeAlias = Literal["csv", "jsonl", "parquet"]

_RUN = 200
_CHUNK_BYTES = 256 * 1024


def export(
    services: Services,
    tenant_id: str,
    selection: Selection,
    format_: Format,
    table: str | None = None,
) -> Iterator[bytes]:
    """The bytes of the export, made while they are taken.

    table: the schema's own, or that of one of its lists; JSON Lines hold whole results.

    Raises, before the first byte is asked for:
        DocflowError: `unknown_schema`, `unknown_table`; `parquet_missing`.
    """
    relation = _relation(services, tenant_id, selection.schema_name, table)
    if format_ == "jsonl":
        return _results(services, tenant_id, selection)
    if format_ == "parquet":
        # Its index stands at its end, so it must be whole before it can be sent.
        return _chunks(_parquet(services, tenant_id, selection, relation))
    names = [column.name for column in relation.columns]
    batches = _rows(services, tenant_id, selection, relation)
    return (text.encode() for text in csv_text(names, batches))


def _relation(services: Services, tenant_id: str, schema_name: str, table: str | None) -> Relation:
    relations = {
        relation.name: relation
        for relation in tables_of(services, tenant_id).values()
        if relation.schema_name == schema_name
    }
    if not relations:
        raise DocflowError("unknown_schema", f"There is no schema {schema_name[:80]!r}.")
    if table is None:
        return next(relation for relation in relations.values() if not relation.arrays)
    if table not in relations:
        names = ", ".join(relations)
        raise DocflowError(
            "unknown_table", f"The schema has no table {table[:80]!r}; there are {names}."
        )
    return relations[table]


def _runs(services: Services, tenant_id: str, selection: Selection) -> Iterator[Sequence[str]]:
    after = ""
    while True:
        with services.database.read() as session:
            ids = repository.next_ids(session, tenant_id, selection, after, _RUN)
        if not ids:
            return
        yield ids
        after = ids[-1]


def _rows(
    services: Services, tenant_id: str, selection: Selection, relation: Relation
) -> Iterator[list[list[Any]]]:
    for ids in _runs(services, tenant_id, selection):
        yield rows_of(services, tenant_id, relation, ids).rows


def _results(services: Services, tenant_id: str, selection: Selection) -> Iterator[bytes]:
    for ids in _runs(services, tenant_id, selection):
        with services.database.read() as session:
            found = repository.documents_with_extractions(session, tenant_id, ids)
            results = [result_of(session, document, version) for document, version in found]
        for result in results:
            yield json.dumps(result, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _parquet(
    services: Services, tenant_id: str, selection: Selection, relation: Relation
) -> BinaryIO:
    """The file, open; it has no name any more and is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="docflow-export-") as folder:
        path = Path(folder) / "export.parquet"
        names = [column.name for column in relation.columns]
        types = [column.type for column in relation.columns]
        write_parquet(names, types, _rows(services, tenant_id, selection, relation), path)
        return path.open("rb")


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
