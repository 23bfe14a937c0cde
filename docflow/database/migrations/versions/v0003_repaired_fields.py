"""Values that were repaired say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from docflow.database.columns import JsonColumn

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fields", sa.Column("repaired", JsonColumn, nullable=True))


def downgrade() -> None:
    op.drop_column("fields", "repaired")
