"""`docflow migrate`: the database's tables, brought to what this version needs."""

from __future__ import annotations

import typer
from sqlalchemy.exc import OperationalError

from docflow.commands.options import load_settings
from docflow.database.database import Database
from docflow.database.migrate import is_current, migrate
from docflow.services import database_url


def migrate_command() -> None:
    """Create or update the tables of the database (DOCFLOW_DATABASE_URL).

    `docflow serve` does this by itself for the database in the home folder. Safe to repeat, and to
    run on several machines at once.
    """
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        database = Database(database_url(settings))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="DOCFLOW_DATABASE_URL") from error
    shown = database.url.render_as_string(hide_password=True)
    try:
        was_current = is_current(database)
        migrate(database)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
        typer.echo(f"{shown} cannot be reached: {reason}", err=True)
        raise typer.Exit(1) from error
    finally:
        database.dispose()
    typer.echo(f"{shown}: {'nothing to do' if was_current else 'the tables are ready'}", err=True)
