"""Migrations make the tables that the code knows, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from docflow.database.database import Database, sqlite_url
from docflow.database.migrate import is_current, migrate
from docflow.database.tables import Table


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(sqlite_url(tmp_path / "empty.db"))
    url = request.getfixturevalue("postgres_url")
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS empty")
        connection.execute("CREATE DATABASE empty")
    return Database(f"{url}/empty")


def test_migrations_make_the_tables_of_the_code(empty: Database) -> None:
    assert not is_current(empty)
    migrate(empty)
    assert is_current(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    empty.dispose()


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    assert is_current(empty)
    empty.dispose()


def test_processes_that_start_together_do_not_migrate_twice(empty: Database) -> None:
    errors: list[Exception] = []

    def start() -> None:
        other = Database(empty.url.render_as_string(hide_password=False))
        try:
            migrate(other)
        except Exception as error:
            errors.append(error)
        finally:
            other.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert is_current(empty)
    assert set(inspect(empty.engine).get_table_names()) > set(Table.metadata.tables)
    empty.dispose()


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql is not supported"):
        Database("mysql://host/name")
