"""How old evidence is, and since when a deployment is about its artefact."""

import sqlalchemy as sa
from alembic import op

revision = "evidence_age"
down_revision = "posting_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is there was brought for the version that it stands beside, as far as anybody knows.
    op.add_column("deployments", sa.Column("artefact_at", sa.DateTime(timezone=True)))
    op.add_column("evidence", sa.Column("age", sa.Text(), nullable=False, server_default="current"))
    op.add_column("evidence", sa.Column("version", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("evidence", "version")
    op.drop_column("evidence", "age")
    op.drop_column("deployments", "artefact_at")
