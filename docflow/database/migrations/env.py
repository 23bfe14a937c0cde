"""Runs migrations on the connection that docflow/database/migrate.py gives."""

from __future__ import annotations

from alembic import context

from docflow.database.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    # SQLite changes a column by making the table anew.
    render_as_batch=True,
    transactional_ddl=True,
)
# The transaction is that of `migrate`, which also holds the lock.
context.run_migrations()
