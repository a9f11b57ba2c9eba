"""One constraint that makes a posting unique, and indexes for those that failed and those that were shown."""

import sqlalchemy as sa
from alembic import op

revision = "posting_identity"
down_revision = "blocked"
branch_labels = None
depends_on = None

_FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    with op.batch_alter_table("postings") as batch:
        batch.drop_constraint("uq_postings_id", type_="unique")
        batch.create_index("ix_postings_id", ["id"])
        batch.create_index("ix_postings_shown_at", ["shown_at"])
    op.create_index(
        "ix_postings_failed", "postings", ["workspace", "channel"], sqlite_where=_FAILED, postgresql_where=_FAILED
    )


def downgrade() -> None:
    op.drop_index("ix_postings_failed", "postings")
    with op.batch_alter_table("postings") as batch:
        batch.drop_index("ix_postings_shown_at")
        batch.drop_index("ix_postings_id")
        batch.create_unique_constraint("uq_postings_id", ["id"])
