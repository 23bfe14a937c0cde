"""`docflow query`: SQL over what was extracted, directly on the database."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TextIO, TypeAlias

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from docflow.commands.opened import opened_services
from docflow.commands.sinks import results_console
from docflow.errors import DocflowError
from docflow.exports.writers import csv_text, json_lines, write_parquet
from docflow.formats.text import printable
from docflow.query.catalog import Catalog
from docflow.query.grants import grant_statements
from docflow.query.result import QueryLimits, QueryResult, ResultColumn
from docflow.query.service import query, tables_of
from docflow.tenants.service import ensure_local_tenant

Format = Literal["table", "json", "csv", "parquet"]

_FORMATS: dict[str, Format] = {".csv": "csv", ".parquet": "parquet"}
_MAX_CELL_CHARACTERS = 200
_MAX_BYTES = 1024**3
_RIGHT = frozenset({"numeric", "integer"})
# The query ended early for want of time; the others are faults of the question.
_FAILURES = frozenset({"query_timeout", "query_busy", "database_unavailable", "parquet_missing"})


MaxRowsOption: TypeAlias = Annotated[
    int, typer.Option("--max-rows", metavar="N", min=1, max=10_000_000, help="Rows at most.")
]
TimeoutOption: TypeAlias = Annotated[
    float, typer.Option("--timeout", metavar="SECONDS", min=0.1, max=3600, help="Seconds at most.")
]


def query_command(
    sql: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL", help="One SELECT, written as for PostgreSQL; `-` reads it from stdin."
        ),
    ] = None,
    chosen_format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="table|json|csv|parquet",
            help="How to print the rows; `json` is one object a row. Default: table, or what the "
            "name of the output ends in.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Write to this file."),
    ] = None,
    list_tables: Annotated[
        bool, typer.Option("--tables", help="List the tables and columns that can be asked for.")
    ] = False,
    max_rows: MaxRowsOption = 100_000,
    timeout_s: TimeoutOption = 60.0,
    grants_for: Annotated[
        str | None,
        typer.Option(
            "--grants",
            metavar="ROLE",
            help="Print the GRANTs that a PostgreSQL role needs for DOCFLOW_QUERY_DATABASE_URL.",
        ),
    ] = None,
) -> None:
    """Ask with SQL: a table for each schema (invoice, invoice_line_items ...), documents, fields,
    checks.
    """
    if grants_for is not None:
        _print_grants(grants_for)
        return
    if (sql is None) == (not list_tables):
        raise typer.BadParameter("give a SELECT, or --tables to see what there is")
    with opened_services() as services:
        tenant_id = ensure_local_tenant(services)
        if list_tables:
            _print_tables(tables_of(services, tenant_id), chosen_format or "table")
            return
        chosen = chosen_format or _format_of(output)
        if chosen == "parquet" and output is None:
            raise typer.BadParameter("Parquet needs --output FILE", param_hint="--format")
        limits = QueryLimits(timeout_s, max_rows, _MAX_BYTES)
        try:
            text = sys.stdin.read() if sql == "-" else str(sql)
            result = query(services, tenant_id, text, limits)
            _write(result, chosen, output)
        except DocflowError as error:
            _end_with(error, chosen)
    if result.truncated:
        typer.echo(f"only the first {len(result.rows):,} rows; --max-rows allows more", err=True)


def _format_of(output: Path | None) -> Format:
    return "table" if output is None else _FORMATS.get(output.suffix.lower(), "json")


def _write(result: QueryResult, chosen: Format, output: Path | None) -> None:
    names = [column.name for column in result.columns]
    if chosen == "parquet":
        assert output is not None
        with _file_errors(output):
            types = [column.type for column in result.columns]
            write_parquet(names, types, [result.rows], output)
        return
    with _stream(output) as stream:
        if chosen == "table":
            results_console(stream).print(_table(result.columns, result.rows))
            return
        writer = csv_text if chosen == "csv" else json_lines
        stream.writelines(writer(names, [result.rows]))


@contextlib.contextmanager
def _stream(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with (
        _file_errors(output),
        output.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        yield file


@contextlib.contextmanager
def _file_errors(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise typer.BadParameter(
            f"cannot write {output}: {error.strerror}", param_hint="--output"
        ) from error


def _table(columns: Sequence[ResultColumn], rows: Sequence[Sequence[Any]]) -> Table:
    headers = [
        Column(Text(printable(column.name)), justify="right" if column.type in _RIGHT else "left")
        for column in columns
    ]
    table = Table(*headers, box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(value: Any) -> Text:
    if value is None:
        return Text("")
    plain = (
        json.dumps(value, ensure_ascii=False) if isinstance(value, bool | dict | list) else value
    )
    text = printable(str(plain))
    if len(text) > _MAX_CELL_CHARACTERS:
        text = text[: _MAX_CELL_CHARACTERS - 1] + "…"
    return Text(text)


def _print_tables(catalog: Catalog, chosen: Format) -> None:
    if chosen == "json":
        tables = [
            {
                "name": relation.name,
                "schema": relation.schema_name,
                "columns": [{"name": c.name, "type": c.type} for c in relation.columns],
            }
            for relation in catalog.values()
        ]
        typer.echo(json.dumps({"tables": tables}))
        return
    table = Table("table", "column", "type", "meaning", box=SIMPLE_HEAD)
    for relation in catalog.values():
        for number, column in enumerate(relation.columns):
            name = relation.name if number == 0 else ""
            last = number == len(relation.columns) - 1
            table.add_row(
                Text(name),
                Text(column.name),
                column.type,
                Text(printable(column.description)),
                end_section=last,
            )
    results_console(sys.stdout).print(table)


def _print_grants(role: str) -> None:
    try:
        statements = grant_statements(role)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--grants") from error
    typer.echo("\n".join(statements))


def _end_with(error: DocflowError, chosen: Format) -> None:
    if chosen == "json":
        body = {"error": {"code": error.code, "message": error.message}}
        typer.echo(json.dumps(body, ensure_ascii=False))
    typer.echo(f"{error.message} ({error.code})", err=True)
    raise typer.Exit(1 if error.code in _FAILURES else 2)
