"""What people typed and did not save."""

import sqlalchemy as sa
from alembic import op

revision = "drafts"
down_revision = "artefact"
branch_labels = None
depends_on = None

_KEY = ("deployment_id", "user_id", "section_key", "question_key")


def upgrade() -> None:
    op.create_table(
        "drafts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in _KEY),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, name="pk_drafts"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_drafts_deployment_id_sections",
        ),
    )
    op.create_index("ix_drafts_user_id", "drafts", ["user_id"])
    op.create_index("ix_drafts_kept_at", "drafts", ["kept_at"])


def downgrade() -> None:
    op.drop_table("drafts")
