"""What people are in their workspace: members, guests or admins."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "standing"
down_revision = "signed_digests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("standing", sa.Text(), nullable=False, server_default="member"))
    # Nobody asked for it so far, so everybody's profile counts as too old and is read again.
    people = sa.table("people", sa.column("read_at", sa.DateTime(timezone=True)))
    op.execute(people.update().values(read_at=datetime(2000, 1, 1, tzinfo=UTC)))


def downgrade() -> None:
    op.drop_column("people", "standing")
