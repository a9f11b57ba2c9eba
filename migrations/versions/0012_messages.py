"""Messages that are evidence are found again by where they are."""

import sqlalchemy as sa
from alembic import op

revision = "messages"
down_revision = "evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # So far all evidence is links, which have no message.
    op.add_column("evidence", sa.Column("message", sa.Text()))
    op.create_index("ix_evidence_message", "evidence", ["message"])


def downgrade() -> None:
    op.drop_index("ix_evidence_message", "evidence")
    op.drop_column("evidence", "message")
