"""First."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'open'")
_BEHIND = sa.text("(state IN ('sending', 'unknown') OR (state = 'idle' AND wanted > shown))")


def upgrade() -> None:
    _create_checklists()
    _create_deployments()
    _create_sections()
    _create_events()
    _create_postings()
    _create_clockwork()
    _create_people()


def downgrade() -> None:
    for table in (
        "inbox",
        "people",
        "digests",
        "leases",
        "postings",
        "events",
        "answers",
        "owners",
        "sections",
        "deployments",
        "checklists",
    ):
        op.drop_table(table)


def _create_checklists() -> None:
    op.create_table(
        "checklists",
        _text("digest"),
        _text("body"),
        sa.PrimaryKeyConstraint("digest", name="pk_checklists"),
    )


def _create_deployments() -> None:
    op.create_table(
        "deployments",
        _number(),
        _text("id"),
        _text("workspace"),
        _text("channel"),
        _text("model"),
        _text("model_key"),
        _text("version"),
        _text("environment"),
        _text("checklist_digest"),
        _text("requester"),
        _text("lead"),
        _moment("opened_at"),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date()),
        _text("status"),
        _text("closed_by", nullable=True),
        _moment("closed_at", nullable=True),
        _text("closed_reason"),
        _count("revision"),
        sa.PrimaryKeyConstraint("number", name="pk_deployments"),
        sa.UniqueConstraint("id", name="uq_deployments_id"),
        sa.ForeignKeyConstraint(
            ["checklist_digest"], ["checklists.digest"], name="fk_deployments_checklist_digest_checklists"
        ),
    )
    op.create_index("ix_deployments_workspace_model_key", "deployments", ["workspace", "model_key"])
    op.create_index(
        "uq_deployments_open_target",
        "deployments",
        ["workspace", "model_key", "version", "environment"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_sections() -> None:
    op.create_table(
        "sections",
        _text("deployment_id"),
        _text("section_key"),
        _text("signed_by", nullable=True),
        _moment("signed_at", nullable=True),
        _text("reopened_by", nullable=True),
        _moment("reopened_at", nullable=True),
        _text("reopened_reason"),
        _count("revision"),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", name="pk_sections"),
        _of_deployment("sections"),
    )
    op.create_table(
        "owners",
        _text("deployment_id"),
        _text("section_key"),
        _count("position"),
        _text("user_id"),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "position", name="pk_owners"),
        _of_section("owners"),
    )
    op.create_index("ix_owners_user_id", "owners", ["user_id"])
    op.create_table(
        "answers",
        _text("deployment_id"),
        _text("section_key"),
        _text("question_key"),
        sa.Column("value", sa.JSON(), nullable=False),
        _text("note"),
        _text("answered_by"),
        _moment("answered_at"),
        _count("version"),
        sa.PrimaryKeyConstraint("deployment_id", "section_key", "question_key", name="pk_answers"),
        _of_section("answers"),
    )


def _create_events() -> None:
    op.create_table(
        "events",
        _text("deployment_id"),
        _count("sequence"),
        _text("kind"),
        _text("done_by"),
        _moment("done_at"),
        _count("revision"),
        _text("section_key", nullable=True),
        _text("question_key", nullable=True),
        _text("before"),
        _text("after"),
        _text("reason"),
        sa.PrimaryKeyConstraint("deployment_id", "sequence", name="pk_events"),
        _of_deployment("events"),
    )


def _create_postings() -> None:
    op.create_table(
        "postings",
        _number(),
        _text("id"),
        _text("workspace"),
        _text("kind"),
        _text("key"),
        _text("deployment_id", nullable=True),
        _text("asked_channel"),
        _text("user_id", nullable=True),
        _text("subject"),
        _text("channel"),
        _text("ts"),
        _count("wanted"),
        _count("shown"),
        _text("state"),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        _count("attempts"),
        _moment("next_at"),
        _moment("sent_at", nullable=True),
        _text("error"),
        sa.PrimaryKeyConstraint("number", name="pk_postings"),
        sa.UniqueConstraint("id", name="uq_postings_id"),
        sa.UniqueConstraint("workspace", "kind", "key", name="uq_postings_workspace_kind_key"),
        _of_deployment("postings"),
    )
    op.create_index("ix_postings_deployment_id", "postings", ["deployment_id"])
    op.create_index(
        "ix_postings_behind",
        "postings",
        ["workspace", "next_at"],
        sqlite_where=_BEHIND,
        postgresql_where=_BEHIND,
    )


def _create_clockwork() -> None:
    op.create_table(
        "leases",
        _text("workspace"),
        _text("holder"),
        _moment("ends_at"),
        sa.PrimaryKeyConstraint("workspace", name="pk_leases"),
    )
    op.create_table(
        "digests",
        _text("workspace"),
        _text("user_id"),
        _moment("due_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_digests"),
    )
    op.create_index("ix_digests_due_at", "digests", ["due_at"])


def _create_people() -> None:
    op.create_table(
        "people",
        _text("workspace"),
        _text("user_id"),
        _text("name"),
        _text("zone"),
        _moment("read_at"),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_people"),
    )
    op.create_table(
        "inbox",
        _text("request"),
        _moment("accepted_at"),
        sa.PrimaryKeyConstraint("request", name="pk_inbox"),
    )
    op.create_index("ix_inbox_accepted_at", "inbox", ["accepted_at"])


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_deployment(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_deployment_id_deployments"
    return sa.ForeignKeyConstraint(["deployment_id"], ["deployments.id"], name=name)


def _of_section(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["deployment_id", "section_key"],
        ["sections.deployment_id", "sections.section_key"],
        name=f"fk_{table}_deployment_id_section_key_sections",
    )
