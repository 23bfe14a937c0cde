"""`docflow schemas`: list what can be extracted, show a schema, add one's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from docflow.commands.options import load_settings
from docflow.commands.sinks import results_console
from docflow.formats.text import printable
from docflow.schema_store import SchemaEntry, SchemaStore
from schemas.errors import SchemaError

schemas_app = typer.Typer(no_args_is_help=False, add_completion=False)


@schemas_app.callback(invoke_without_command=True)
def list_schemas(
    context: typer.Context,
    chosen_format: Annotated[
        Literal["table", "json"],
        typer.Option(
            "--format", metavar="table|json", help="How to print the list; `json` is one object."
        ),
    ] = "table",
) -> None:
    """List the schemas, or show or add one."""
    if context.invoked_subcommand is not None:
        return
    try:
        entries = _store().entries()
    except SchemaError as error:
        raise typer.BadParameter(str(error), param_hint="stored schema") from error
    if chosen_format == "json":
        typer.echo(json.dumps({"schemas": [_as_json(entry) for entry in entries]}))
        return
    table = Table("name", "from", "values", "description", box=SIMPLE_HEAD)
    for entry in entries:
        num_leaves = str(len(entry.schema.leaves()))
        description = Text(printable(entry.schema.description))
        table.add_row(Text(entry.name), entry.origin, num_leaves, description)
    results_console(sys.stdout).print(table)


@schemas_app.command("show")
def show_schema(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE.json", help="The schema to show.")],
) -> None:
    """Print a schema as JSON, its references resolved."""
    try:
        schema = _store().get(name)
    except SchemaError as error:
        raise typer.BadParameter(str(error), param_hint="NAME|FILE.json") from error
    typer.echo(json.dumps(schema.json, ensure_ascii=False, indent=2))


@schemas_app.command("add")
def add_schema(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON Schema (2020-12) file.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite a stored schema of the same name.")
    ] = False,
) -> None:
    """Check a schema file and keep it in DOCFLOW_HOME, to be named in `--schema` from then on."""
    try:
        schema = _store().add(file, replace=replace)
    except SchemaError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error
    except OSError as error:
        raise typer.BadParameter(str(error), param_hint="DOCFLOW_HOME") from error
    typer.echo(f"added {schema.name}: {len(schema.leaves())} values", err=True)
    typer.echo(schema.name)


def _store() -> SchemaStore:
    return SchemaStore(load_settings().home)


def _as_json(entry: SchemaEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "origin": entry.origin,
        "description": entry.schema.description,
        "values": [leaf.path for leaf in entry.schema.leaves()],
    }
