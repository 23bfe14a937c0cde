"""Rows as CSV, JSON Lines or Parquet. Knows no database and no schema."""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docflow.errors import SetupError
from docflow.formats.csv_rows import safe_cell
from docflow.query.naming import unique_name
from docflow.query.relations import ColumnType

Rows = Iterable[Sequence[Sequence[Any]]]

_PARQUET_TYPES: dict[ColumnType, str] = {
    "text": "VARCHAR",
    "json": "VARCHAR",
    "numeric": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
}


def csv_text(names: Sequence[str], batches: Rows) -> Iterator[str]:
    """The header, then the rows, a piece of text a batch. No cell is a formula to a spreadsheet."""
    yield _csv_lines([list(map(safe_cell, names))])
    for rows in batches:
        yield _csv_lines([list(map(_csv_cell, row)) for row in rows])


def json_lines(names: Sequence[str], batches: Rows) -> Iterator[str]:
    """An object a row, a piece of text a batch. A name that comes twice gets a number."""
    keys = distinct(names)
    for rows in batches:
        yield "".join(
            json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
        )


def check_parquet() -> None:
    """Says what to install where Parquet cannot be written.

    Raises:
        SetupError: `parquet_missing`.
    """
    if importlib.util.find_spec("duckdb") is None:
        raise SetupError(
            "parquet_missing",
            "Parquet needs DuckDB, which is not installed: pip install 'docflow[parquet]'",
        )


def write_parquet(
    names: Sequence[str], types: Sequence[ColumnType], batches: Rows, path: Path
) -> None:
    """Writes the rows to a Parquet file. Effects: a temporary file beside it, while it is made.

    Raises:
        SetupError: `parquet_missing`.
        OSError: the file cannot be written.
    """
    check_parquet()
    keys = distinct(names)
    with _scratch(path.parent) as lines:
        with lines.open("w", encoding="utf-8") as file:
            for text in json_lines(keys, batches):
                file.write(text)
        _convert(keys, types, lines, path)


def distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number behind those that were there before."""
    unique: list[str] = []
    for name in names:
        unique.append(unique_name(name, unique))
    return unique


def _convert(names: Sequence[str], types: Sequence[ColumnType], lines: Path, path: Path) -> None:
    # Local import: an extra, and of some weight.
    import duckdb

    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    outputs = ", ".join(
        f"TRY_CAST({_name(name)} AS {_PARQUET_TYPES[type_]}) AS {_name(name)}"
        for name, type_ in zip(names, types, strict=True)
    )
    source = (
        f"read_json({_text(str(lines))}, format='newline_delimited', columns={{{columns}}}, "
        "maximum_object_size=268435456)"
    )
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": "1",
        "memory_limit": "1GB",
        # It would look for them on the network.
        "autoinstall_known_extensions": "false",
    }
    with contextlib.closing(duckdb.connect(":memory:", config=config)) as connection:
        connection.execute(
            f"COPY (SELECT {outputs} FROM {source}) TO {_text(str(path))} (FORMAT parquet)"
        )


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".parquet-", suffix=".jsonl")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _csv_lines(rows: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return safe_cell(json.dumps(value, ensure_ascii=False))
    return safe_cell(value)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
