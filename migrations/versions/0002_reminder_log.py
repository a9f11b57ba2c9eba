"""What became of every reminder, and which list somebody has before them."""

import sqlalchemy as sa
from alembic import op

revision = "reminder_log"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("digests") as digests:
        digests.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))
        digests.add_column(sa.Column("shown_posting", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("digests") as digests:
        digests.alter_column("shown_posting", server_default=None)
    op.create_table(
        "reminders",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_reminders"),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name="fk_reminders_deployment_id_deployments"),
    )
    op.create_index("ix_reminders_posting_id", "reminders", ["posting_id"])
    op.create_index("ix_reminders_user_id_number", "reminders", ["user_id", "number"])
    op.create_index("ix_reminders_deployment_id_number", "reminders", ["deployment_id", "number"])


def downgrade() -> None:
    op.drop_table("reminders")
    with op.batch_alter_table("digests") as digests:
        digests.drop_column("shown_posting")
        digests.drop_column("told_at")
