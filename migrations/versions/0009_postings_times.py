"""When postings were wanted and shown, and how they outlive a deleted message."""

import sqlalchemy as sa
from alembic import op

revision = "postings_times"
down_revision = "silences"
branch_labels = None
depends_on = None

_NEW = ("wanted_at", "shown_at", "recreated", "thread")


def upgrade() -> None:
    with op.batch_alter_table("postings") as batch:
        batch.add_column(sa.Column("wanted_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("shown_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("recreated", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("thread", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE postings SET wanted_at = coalesce(sent_at, next_at)")
    op.execute("UPDATE postings SET thread = ts WHERE kind = 'board'")
    with op.batch_alter_table("postings") as batch:
        batch.alter_column("wanted_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("recreated", existing_type=sa.Integer, server_default=None)
        batch.alter_column("thread", existing_type=sa.Text, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("postings") as batch:
        for column in _NEW:
            batch.drop_column(column)
