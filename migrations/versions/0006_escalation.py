"""Whose account is deactivated, and the open deployments of a lead."""

import sqlalchemy as sa
from alembic import op

revision = "escalation"
down_revision = "tiers"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("is_gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("people") as people:
        people.alter_column("is_gone", server_default=None)
    op.create_index("ix_deployments_open_lead", "deployments", ["lead"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("ix_deployments_open_lead", "deployments")
    with op.batch_alter_table("people") as people:
        people.drop_column("is_gone")
