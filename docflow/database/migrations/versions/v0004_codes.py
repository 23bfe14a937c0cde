"""Results keep the bar codes and QR codes of their pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from docflow.database.columns import JsonColumn

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("extractions", sa.Column("codes", JsonColumn, nullable=True))


def downgrade() -> None:
    op.drop_column("extractions", "codes")
