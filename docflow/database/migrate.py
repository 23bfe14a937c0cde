"""Brings a database to the newest tables. Knows what is in the migrations folder, no table."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from docflow.database.database import Database

_FOLDER = Path(__file__).resolve().parent / "migrations"
#: any number: those who migrate the same database wait for each other by it
_LOCK = 727_072_701


def migrate(database: Database) -> None:
    """Runs the migrations that are missing; several processes may call it at once.

    On SQLite and PostgreSQL alike a migration that fails leaves the tables as they were.
    """
    config = alembic_config()
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # The lock of writers is the lock of migrations.
            connection = connection.execution_options(docflow_immediate=True)
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether no migration is missing."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def alembic_config() -> Config:
    """Alembic's configuration, without a file: the connection is given by `migrate`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
