"""Waivers of risks."""

import sqlalchemy as sa
from alembic import op

revision = "waivers"
down_revision = "postings_times"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waivers",
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("question_key", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text()),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("accepted_by", sa.Text()),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mitigation", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text()),
        sa.Column("expires", sa.Date()),
        sa.Column("done_by", sa.Text()),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "question_key", name="pk_waivers"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_waivers_deployment_id_section_key_sections",
        ),
    )
    op.create_index("ix_waivers_due_at", "waivers", ["due_at"])


def downgrade() -> None:
    op.drop_table("waivers")
