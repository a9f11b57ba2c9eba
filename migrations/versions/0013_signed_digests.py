"""The digest of the answers that a signature covers."""

import sqlalchemy as sa
from alembic import op

revision = "signed_digests"
down_revision = "messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty for what is signed already: nobody recorded what those signatures covered.
    op.add_column("sections", sa.Column("signed_digest", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sections", "signed_digest")
