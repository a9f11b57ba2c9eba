"""The artefact that a deployment is about, and answers that went stale with another one."""

import sqlalchemy as sa
from alembic import op

revision = "artefact"
down_revision = "files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody has named an artefact so far, and so nothing is stale.
    op.add_column("deployments", sa.Column("artefact", sa.Text(), nullable=False, server_default=""))
    op.add_column("proposals", sa.Column("is_stale", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("proposals", "is_stale")
    op.drop_column("deployments", "artefact")
