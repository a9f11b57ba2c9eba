"""Files that are evidence are looked into by the clock, which finds them by their id."""

import sqlalchemy as sa
from alembic import op

revision = "files"
down_revision = "standing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # So far evidence is links and messages.
    op.add_column("evidence", sa.Column("file", sa.Text()))
    op.create_index("ix_evidence_file", "evidence", ["file"])


def downgrade() -> None:
    op.drop_index("ix_evidence_file", "evidence")
    op.drop_column("evidence", "file")
