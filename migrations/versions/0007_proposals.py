"""Last time's answers, proposed to whoever answers for the next version."""

import sqlalchemy as sa
from alembic import op

revision = "proposals"
down_revision = "escalation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("deployment_id", "section_key", "question_key")),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "question_key", name="pk_proposals"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_proposals_deployment_id_section_key_sections",
        ),
    )


def downgrade() -> None:
    op.drop_table("proposals")
