"""Sections that are blocked, and why."""

import sqlalchemy as sa
from alembic import op

revision = "blocked"
down_revision = "drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sections", sa.Column("blocked_by", sa.Text()))
    op.add_column("sections", sa.Column("blocked_at", sa.DateTime(timezone=True)))
    op.add_column("sections", sa.Column("blocked_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("sections", sa.Column("blocked_revision", sa.Integer()))


def downgrade() -> None:
    for name in ("blocked_by", "blocked_at", "blocked_reason", "blocked_revision"):
        op.drop_column("sections", name)
