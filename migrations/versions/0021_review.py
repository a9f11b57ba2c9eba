"""Reviewers, what they approved, and whose turn a section is."""

import sqlalchemy as sa
from alembic import op

revision = "review"
down_revision = "evidence_age"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("approvals", "reviewers"):
        op.add_column("sections", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    asked = "reopened_asks_changes"
    op.add_column("sections", sa.Column(asked, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "turns",
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "user_id", name="pk_turns"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_turns_deployment_id_sections",
        ),
    )
    op.create_index("ix_turns_user_id", "turns", ["user_id"])


def downgrade() -> None:
    op.drop_table("turns")
    for name in ("reopened_asks_changes", "reviewers", "approvals"):
        op.drop_column("sections", name)
