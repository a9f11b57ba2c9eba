"""Chain every event to the one before it, and let nothing change or remove one."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "history_chain"
down_revision = "preferences"
branch_labels = None
depends_on = None

_deployments = sa.table("deployments", *map(sa.column, ("id", "status", "head", "closed_head")))
_events = sa.table(
    "events",
    sa.column("done_at", sa.DateTime(timezone=True)),
    *map(
        sa.column,
        (
            *("deployment_id", "sequence", "kind", "done_by", "revision", "section_key", "question_key"),
            *("before", "after", "reason", "digest"),
        ),
    ),
)

_SQLITE = (
    "CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN {refuse} END",
    "CREATE TRIGGER events_never_go BEFORE DELETE ON events BEGIN {refuse} END",
    # INSERT OR REPLACE removes the row in its place without asking the trigger above.
    (
        "CREATE TRIGGER events_keep_their_place BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE "
        "deployment_id = new.deployment_id AND sequence = new.sequence) BEGIN {refuse} END"
    ),
)
_REFUSE = "SELECT RAISE(ABORT, 'events are append-only');"
_POSTGRESQL = (
    (
        "CREATE FUNCTION refuse_to_change_events() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$"
    ),
    (
        "CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_events()"
    ),
    (
        "CREATE TRIGGER events_never_go BEFORE TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_events()"
    ),
)


def upgrade() -> None:
    _add_columns()
    for deployment, status in op.get_bind().execute(sa.select(_deployments.c.id, _deployments.c.status)).all():
        _chain(deployment, is_closed=status != "open")
    _require_columns()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRESQL:
        op.execute(statement.replace("{refuse}", _REFUSE))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("events_never_change", "events_never_go", "events_keep_their_place"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER events_never_change ON events")
        op.execute("DROP TRIGGER events_never_go ON events")
        op.execute("DROP FUNCTION refuse_to_change_events()")
    op.drop_column("events", "digest")
    op.drop_column("deployments", "closed_head")
    op.drop_column("deployments", "head")


def _add_columns() -> None:
    op.add_column("events", sa.Column("digest", sa.Text()))
    op.add_column("deployments", sa.Column("head", sa.Text()))
    op.add_column("deployments", sa.Column("closed_head", sa.Text()))


def _require_columns() -> None:
    # A table without hidden row numbers leaves REPLACE no second way to meet a row that is there.
    with op.batch_alter_table("events", table_kwargs={"sqlite_with_rowid": False}) as events:
        events.alter_column("digest", existing_type=sa.Text(), nullable=False)
    with op.batch_alter_table("deployments") as deployments:
        deployments.alter_column("head", existing_type=sa.Text(), nullable=False)
        deployments.alter_column("closed_head", existing_type=sa.Text(), nullable=False)


def _chain(deployment: str, *, is_closed: bool) -> None:
    """Give the events of a deployment their digests, as bot.domain.chain spells them."""
    connection = op.get_bind()
    mine = _events.c.deployment_id == deployment
    rows = connection.execute(sa.select(_events).where(mine).order_by(_events.c.sequence)).mappings().all()
    head = closed_head = ""
    for row, digest in _digests(rows):
        place = sa.and_(mine, _events.c.sequence == row["sequence"])
        connection.execute(sa.update(_events).where(place).values(digest=digest))
        head, closed_head = digest, digest if is_closed else ""
    kept = {"head": head, "closed_head": closed_head}
    connection.execute(sa.update(_deployments).where(_deployments.c.id == deployment).values(kept))


def _digests(rows: Sequence[sa.RowMapping]) -> Iterator[tuple[sa.RowMapping, str]]:
    previous = ""
    for row in rows:
        event = {
            "kind": row["kind"],
            "by": row["done_by"],
            "at": _spelled(row["done_at"]),
            "revision": row["revision"],
            "section": row["section_key"],
            "question": row["question_key"],
            "before": row["before"],
            "after": row["after"],
            "reason": row["reason"],
        }
        present = {name: value for name, value in event.items() if value is not None}
        whole = {
            "deployment": row["deployment_id"],
            "sequence": row["sequence"],
            "previous": previous,
            "event": present,
        }
        canonical = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(canonical.encode()).hexdigest()
        yield row, previous


def _spelled(at: datetime) -> str:
    # SQLite keeps UTC without saying so.
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")
