"""Snoozes and mutes."""

import sqlalchemy as sa
from alembic import op

revision = "silences"
down_revision = "proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snoozes",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_snoozes"),
    )
    op.create_table(
        "mutes",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", "deployment_id", name="pk_mutes"),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name="fk_mutes_deployment_id_deployments"),
    )


def downgrade() -> None:
    op.drop_table("mutes")
    op.drop_table("snoozes")
