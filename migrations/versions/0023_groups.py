"""Groups that own sections, the groups of a workspace and who is in them, and which people are bots."""

import sqlalchemy as sa
from alembic import op

revision = "groups"
down_revision = "board_of_a_thread"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "section_groups",
        sa.Column("deployment_id", sa.Text(), nullable=False),
        sa.Column("section_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "position", name="pk_section_groups"),
        sa.ForeignKeyConstraint(
            ["deployment_id", "section_key"],
            ["sections.deployment_id", "sections.section_key"],
            name="fk_section_groups_deployment_id_section_key_sections",
        ),
    )
    op.create_index("ix_section_groups_group_id", "section_groups", ["group_id"])
    op.create_table(
        "user_groups",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "group_id", name="pk_user_groups"),
    )
    op.create_table(
        "group_members",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "group_id", "user_id", name="pk_group_members"),
    )
    op.create_index("ix_group_members_user_id", "group_members", ["workspace", "user_id"])
    op.add_column("people", sa.Column("is_bot", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("people", "is_bot")
    op.drop_table("group_members")
    op.drop_table("user_groups")
    op.drop_table("section_groups")
