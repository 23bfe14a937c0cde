"""The command line: names the commands. A command's module is imported when it is asked for, so
that `docflow extract` does not pay for the server's libraries; `workers` only when a document is
read.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
import typer.core
import typer.main

#: name -> module and function, or module and group, in the order of `--help`
COMMANDS = {
    "extract": "docflow.commands.extract:extract",
    "classify": "docflow.commands.classify:classify",
    "export": "docflow.commands.export:export",
    "ingest": "docflow.commands.ingest:ingest",
    "query": "docflow.commands.query:query_command",
    "serve": "docflow.commands.serve:serve",
    "worker": "docflow.commands.worker:worker",
    "schemas": "docflow.commands.schemas:schemas_app",
    "models": "docflow.commands.models:models",
    "keys": "docflow.commands.keys:keys_app",
    "eval": "docflow.commands.evaluate:evaluate",
    "audit": "docflow.commands.audit:audit",
    "migrate": "docflow.commands.migrate:migrate_command",
    "doctor": "docflow.commands.doctor:doctor",
}


class _CommandsOnDemand(MutableMapping[str, Any]):
    """Commands by name, each made when it is first asked for. The values are typer's own class,
    which is private and changes place between versions.
    """

    def __init__(self, places: dict[str, str]) -> None:
        self._places = dict(places)
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = self._places[name].partition(":")
            self._made[name] = _command(name, getattr(import_module(module), attribute))
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._places.setdefault(name, "")
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._places[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _command(name: str, found: Any) -> Any:
    if isinstance(found, typer.Typer):
        group = typer.main.get_command(found)
        group.name = name
        return group
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name)(found)
    return typer.main.get_command(single)


class _Group(typer.core.TyperGroup):
    """The group of `docflow`, with the commands on demand."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _CommandsOnDemand(COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    name="docflow",
    cls=_Group,
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


def main() -> None:
    """Entry point of the `docflow` script."""
    app()


if __name__ == "__main__":
    main()
