"""The tier of a deployment, and the questions that its lead left out."""

import sqlalchemy as sa
from alembic import op

revision = "tiers"
down_revision = "history_chain"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every deployment so far was asked everything, which is what the tier standard means.
    op.add_column("deployments", sa.Column("tier", sa.Text(), nullable=False, server_default="standard"))
    op.create_table(
        "left_out",
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("left_by", sa.Text(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "question_key", name="pk_left_out"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_left_out_deployment_id_sections",
        ),
    )


def downgrade() -> None:
    op.drop_table("left_out")
    op.drop_column("deployments", "tier")
