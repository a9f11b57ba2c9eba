"""Groups that review a section, beside those that own it."""

import sqlalchemy as sa
from alembic import op

revision = "review_groups"
down_revision = "groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("section_groups", sa.Column("reviews", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    named = sa.table("section_groups", sa.column("reviews", sa.Boolean()))
    op.execute(sa.delete(named).where(named.c.reviews))
    op.drop_column("section_groups", "reviews")
