"""The command line: gathers the commands. `workers` is imported when a document is read."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from docflow.commands.doctor import doctor
from docflow.commands.evaluate import evaluate
from docflow.commands.extract import extract
from docflow.commands.models import models
from docflow.commands.schemas import schemas_app

app = typer.Typer(
    name="docflow",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the values of local variables would print a document's text.
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"docflow {version('docflow')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """Turn invoices, receipts and forms into data in which every value says where it stands."""


app.command()(extract)
app.add_typer(schemas_app, name="schemas")
app.command()(models)
app.command("eval")(evaluate)
app.command()(doctor)


def main() -> None:
    """Entry point of the `docflow` script."""
    app()


if __name__ == "__main__":
    main()
