"""Opens the services for a command, with tables that fit this version. Knows no command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer
from sqlalchemy.exc import OperationalError

from docflow.commands.options import load_settings
from docflow.database.migrate import is_current, migrate
from docflow.errors import DocflowError
from docflow.services import Services, open_services
from docflow.settings import Settings


@contextlib.contextmanager
def opened_services(settings: Settings | None = None) -> Iterator[Services]:
    """The services, closed at the end of the block. settings: default, those of the environment.

    The database in the home folder is brought up to date; any other one must be so already, since
    others may be working with it.

    Raises:
        typer.BadParameter: the environment names something unknown.
        typer.Exit: the database cannot be reached or has other tables; the reason is on stderr.
    """
    try:
        services = open_services(settings or load_settings())
    except (ValueError, DocflowError) as error:
        raise typer.BadParameter(str(error), param_hint="the environment") from error
    with contextlib.closing(services):
        try:
            is_ready = _prepare(services)
        except OperationalError as error:
            reason = str(error.orig).strip().partition("\n")[0]
            typer.echo(f"the database cannot be reached: {reason}", err=True)
            raise typer.Exit(1) from error
        if not is_ready:
            typer.echo(
                "the database's tables are not those of this version: run `docflow migrate`",
                err=True,
            )
            raise typer.Exit(1)
        yield services


def _prepare(services: Services) -> bool:
    if services.settings.database_url is None:
        migrate(services.database)
    return is_current(services.database)
