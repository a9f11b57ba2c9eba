"""How people want to be reminded."""

import sqlalchemy as sa
from alembic import op

revision = "preferences"
down_revision = "reminder_log"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("hour", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("quiet_start", sa.Text()),
        sa.Column("quiet_end", sa.Text()),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("has_digest", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_preferences"),
    )


def downgrade() -> None:
    op.drop_table("preferences")
