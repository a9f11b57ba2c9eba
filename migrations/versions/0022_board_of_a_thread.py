"""An index by which the board of a thread is found."""

import sqlalchemy as sa
from alembic import op

revision = "board_of_a_thread"
down_revision = "review"
branch_labels = None
depends_on = None

_BOARD = sa.text("kind = 'board'")


def upgrade() -> None:
    op.create_index("ix_postings_board", "postings", ["channel", "ts"], sqlite_where=_BOARD, postgresql_where=_BOARD)


def downgrade() -> None:
    op.drop_index("ix_postings_board", "postings")
