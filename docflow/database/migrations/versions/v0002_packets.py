"""Documents whose kind is found, and packets: several documents in one file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from docflow.database.columns import JsonColumn

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PARENT_INDEX = "ix_documents_parent_id"


def upgrade() -> None:
    for column in _columns():
        op.add_column("documents", column)
    op.create_index(_PARENT_INDEX, "documents", ["parent_id"], unique=False)


def downgrade() -> None:
    op.drop_index(_PARENT_INDEX, "documents")
    for column in _columns():
        op.drop_column("documents", column.name)


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("asked_schema", sa.String(length=64), nullable=True),
        sa.Column("classification", JsonColumn, nullable=True),
        # Without a foreign key: SQLite could only add one by making the table anew.
        sa.Column("parent_id", sa.String(length=40), nullable=True),
        sa.Column("part_number", sa.Integer(), nullable=True),
        sa.Column("num_parts", sa.Integer(), nullable=True),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("last_page", sa.Integer(), nullable=True),
    ]
