"""A great many open deployments, made by the database itself from one that was opened the usual way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CTE,
    ColumnElement,
    Engine,
    Insert,
    String,
    Table,
    cast,
    insert,
    literal,
    select,
    text,
    true,
    update,
)

from bot.checklists import load_checklists
from bot.domain.deployment import Deployment, Target
from bot.domain.people import ChannelId, Person, UserId, WorkspaceId
from bot.files import shipped
from bot.storage import tables
from bot.storage.work import SqlWork
from bot.usecases.assign import SetUp, set_up
from bot.usecases.deliver import learn_person
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import ChannelView, Ports, Presence, Request

WORKSPACE, CHANNEL, LEAD = WorkspaceId("T0CROWD"), ChannelId("C0CROWD"), UserId("U0LEAD")
WEDNESDAY = datetime.fromisoformat("2026-03-04T10:00:00+00:00")
OPENED_BEFORE = timedelta(days=10)
_ID = "0" * 16
_TELLING = {"id", "key", "deployment_id", "model", "model_key", "user_id", "lead", "requester"}
"""Columns that tell one copy from another."""
_COPIED = (tables.deployments, tables.sections, tables.owners, tables.events, tables.postings, tables.people)


class _Channels:
    """Implements the port `Channels`: the bot is everywhere."""

    def look_at(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelView:  # noqa: ARG002 - as in the port
        return ChannelView(Presence.THERE)


def ports_at(engine: Engine, now: datetime) -> Ports:
    """Return the use cases' world at a moment."""
    checklists = load_checklists(shipped("templates") / "checklists")
    return Ports(SqlWork(engine, lambda: None), lambda: now, lambda: _ID, checklists, _Channels())


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many deployments, due on WEDNESDAY, each with so many owners of its own; Slack shows all that is wanted."""

    deployments: int
    owners: int = 1

    def gather(self, engine: Engine) -> None:
        """Fill an empty database. Nobody's time has come yet."""
        self._open(engine)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            shown = {"shown": tables.postings.c.wanted, "ts": "1.1", "channel": CHANNEL}
            connection.execute(update(tables.postings).values(shown))
            for table in (*_COPIED, tables.digests):
                connection.execute(_copies(table, self.deployments))
            connection.execute(update(tables.digests).values(due_at=WEDNESDAY + timedelta(days=365)))
            if engine.dialect.name == "postgresql":
                connection.execute(text("ANALYZE"))  # as its autovacuum does; a SQLite file has nobody who would

    def let_time_come(self, engine: Engine, copies: range) -> None:
        """Remind all owners of these copies now."""
        owner, number = tables.digests.c.user_id, len(copies)
        owners = [f"{user}-{copy}" for copy in copies for user in self._owners()]
        with engine.begin() as connection:
            for begin in range(0, number * self.owners, 1000):
                due = update(tables.digests).where(owner.in_(owners[begin : begin + 1000]))
                connection.execute(due.values(due_at=WEDNESDAY))

    def _owners(self) -> list[UserId]:
        return [LEAD, *(UserId(f"U0OWNER{number}") for number in range(1, self.owners))]

    def _open(self, engine: Engine) -> Deployment:
        ports = ports_at(engine, WEDNESDAY - OPENED_BEFORE)
        request = Request("", WORKSPACE, LEAD, WORKSPACE)
        for user in self._owners():
            learn_person(ports, WORKSPACE, Person(user, f"Owner {user}", "Europe/Berlin"))
        deployment = open_for(ports, request, Start(Target("crowd-model", "v1", "production"), CHANNEL))
        keys = [section.key for section in deployment.checklist.sections]
        owners = {key: (self._owners()[place % self.owners],) for place, key in enumerate(keys)}
        set_up(ports, request, deployment.id, SetUp(LEAD, WEDNESDAY.date(), owners))
        return deployment


def _copies(table: Table, times: int) -> Insert:
    """Return what repeats all rows of a table, but for the columns that tell them apart and the database's numbers."""
    numbers = _numbers(times)
    columns = [column for column in table.columns if column.name != "number"]
    suffix = "-" + cast(numbers.c.number, String)
    values: list[ColumnElement[object]] = [
        (column + suffix).label(column.name) if column.name in _TELLING else column for column in columns
    ]
    return insert(table).from_select(
        [column.name for column in columns], select(*values).select_from(table.join(numbers, true()))
    )


def _numbers(times: int) -> CTE:
    numbers = select(literal(0).label("number")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < times - 1))
