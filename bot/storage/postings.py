"""Postings as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, text, update
from sqlalchemy.dialects import sqlite

from bot.domain.deployment import DeploymentId
from bot.domain.errors import NotFound
from bot.domain.people import ChannelId, WorkspaceId
from bot.storage import tables
from bot.storage.mapping import posting_from
from bot.storage.plans import without_index
from bot.storage.upsert import upsert
from bot.usecases.postings import Address, Posting, PostingId, PostingKind, PostingState, id_of

_postings = tables.postings.c
_IN_FLIGHT = (PostingState.SENDING.value, PostingState.UNKNOWN.value)
_GIVEN_UP = (PostingState.FAILED.value, PostingState.WITHDRAWN.value)
"""States that end when the posting is wanted again: what stood in the way may be gone by then."""
_RANK = case({PostingKind.BOARD.value: 0, PostingKind.CARD.value: 1}, value=_postings.kind, else_=2)
_BY_IMPORTANCE = (_postings.urgent.desc(), _RANK, _postings.next_at, _postings.number)
_LANE = case(
    (_postings.ts == "", "new " + func.coalesce(func.nullif(_postings.channel, ""), _postings.user_id, "")),
    else_="edit " + func.coalesce(_postings.deployment_id, _postings.channel),
)
"""What waits behind one another: new messages in a channel, which takes one a second, and a deployment's edits."""


@dataclass(frozen=True, slots=True)
class SqlPostings:
    """Implements the port `Postings`; `wanted_in` gathers the workspaces whose deliverer has to be woken."""

    connection: Connection
    wanted_in: set[WorkspaceId] = field(default_factory=set)

    def want(self, address: Address, *, at: datetime, urgent: bool = False) -> None:
        statement = upsert(self.connection, tables.postings).values(_new_row(address, at, urgent=urgent))
        statement = statement.on_conflict_do_update(
            index_elements=["workspace", "kind", "key"],
            set_={
                "wanted": _postings.wanted + 1,
                "urgent": or_(_postings.urgent, statement.excluded.urgent),
                "state": _state_again(),
                "attempts": case((_postings.state.in_(_GIVEN_UP), 0), else_=_postings.attempts),
                "next_at": _due_again(statement),
                "wanted_at": case((_is_behind(), _postings.wanted_at), else_=statement.excluded.next_at),
            },
        )
        self.connection.execute(statement)
        self.wanted_in.add(address.workspace)

    def want_new(self, addresses: Sequence[Address], *, at: datetime) -> Collection[PostingId]:
        if not addresses:
            return set()
        rows = [_new_row(address, at, urgent=False) for address in addresses]
        statement = upsert(self.connection, tables.postings).on_conflict_do_nothing().returning(_postings.id)
        self.wanted_in.update(address.workspace for address in addresses)
        return set(self.connection.execute(statement, rows).scalars())

    def find(self, workspace: WorkspaceId, kind: str, key: str) -> Posting | None:
        addressed = and_(_postings.workspace == workspace, _postings.kind == kind, _postings.key == key)
        return next(iter(self._load(select(tables.postings).where(addressed))), None)

    def board_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> DeploymentId | None:
        # SQLite has no statistics and might take the index by workspace, under which there is everything.
        there = and_(text(tables.IS_BOARD), _postings.channel == channel, _postings.ts == ts)
        query = select(_postings.deployment_id).where(there, without_index(_postings.workspace, workspace))
        return next(iter(self.connection.execute(query).scalars()), None)

    def get(self, posting: PostingId) -> Posting:
        for found in self._load(select(tables.postings).where(_postings.id == posting)):
            return found
        raise NotFound("This message is no longer known. Open the deployment's thread for the current one.")

    def of_deployment(self, deployment: DeploymentId) -> Sequence[Posting]:
        query = select(tables.postings).where(_postings.deployment_id == deployment)
        return self._load(query.order_by(_postings.kind != PostingKind.BOARD.value, _postings.number))

    def due(self, workspace: WorkspaceId, now: datetime, limit: int) -> Sequence[Posting]:
        due = (
            select(_postings.number, func.row_number().over(partition_by=_LANE, order_by=_BY_IMPORTANCE).label("place"))
            .where(_postings.workspace == workspace, text(tables.IS_BEHIND), _postings.next_at <= now)
            .subquery()
        )
        fair = select(due.c.number).order_by(due.c.place, due.c.number).limit(limit)
        return self._load(select(tables.postings).where(_postings.number.in_(fair)).order_by(*_BY_IMPORTANCE))

    def next_due_at(self, workspace: WorkspaceId) -> datetime | None:
        behind = and_(_postings.workspace == workspace, text(tables.IS_BEHIND))
        next_at: datetime | None = self.connection.execute(select(func.min(_postings.next_at)).where(behind)).scalar()
        return next_at

    def workspaces_behind(self, now: datetime) -> Collection[WorkspaceId]:
        query = select(_postings.workspace).where(text(tables.IS_BEHIND), _postings.next_at <= now).distinct()
        return set(self.connection.execute(query).scalars())

    def save(self, posting: Posting) -> None:
        # What was wanted anew in the meantime must be neither lost with a withdrawal nor lose its urgency.
        wanted_anew = _postings.wanted > posting.wanted
        state = PostingState.IDLE if posting.state is PostingState.WITHDRAWN else posting.state
        delivered = {
            "channel": posting.channel,
            "ts": posting.ts,
            "shown": posting.shown,
            "state": case((wanted_anew, state.value), else_=posting.state.value),
            "urgent": case((wanted_anew, _postings.urgent), else_=posting.urgent),
            "attempts": posting.attempts,
            "next_at": posting.next_at,
            "sent_at": posting.sent_at,
            "error": posting.error,
            "wanted_at": case((wanted_anew, posting.shown_at or posting.wanted_at), else_=posting.wanted_at),
            "shown_at": posting.shown_at,
            "recreated": posting.recreated,
            "thread": posting.thread,
        }
        statement = update(tables.postings).where(_postings.id == posting.id).values(delivered)
        self.connection.execute(statement)

    def failed_in(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[Posting]:
        there = and_(_postings.workspace == workspace, _postings.channel == channel, text(tables.IS_FAILED))
        return self._load(select(tables.postings).where(there).order_by(_postings.number))

    def pending(self) -> Sequence[Posting]:
        query = select(tables.postings).where(or_(text(tables.IS_BEHIND), text(tables.IS_FAILED)))
        return self._load(query.order_by(_postings.next_at, _postings.number))

    def times_since(self, moment: datetime) -> Sequence[timedelta]:
        shown = select(_postings.wanted_at, _postings.shown_at).where(_postings.shown_at >= moment)
        return [row.shown_at - row.wanted_at for row in self.connection.execute(shown)]

    def _load(self, query: Select[*tuple[object, ...]]) -> list[Posting]:
        return [posting_from(row) for row in self.connection.execute(query).mappings()]


def _new_row(address: Address, at: datetime, *, urgent: bool) -> dict[str, object]:
    return {
        "id": id_of(address),
        "workspace": address.workspace,
        "kind": address.kind.value,
        "key": address.key,
        "deployment_id": address.deployment_id,
        "asked_channel": address.channel,
        "user_id": address.user,
        "subject": address.subject,
        "channel": address.channel,
        "ts": "",
        "wanted": 1,
        "shown": 0,
        "state": PostingState.IDLE.value,
        "urgent": urgent,
        "attempts": 0,
        "next_at": at,
        "sent_at": None,
        "error": "",
        "wanted_at": at,
        "shown_at": None,
        "recreated": 0,
        "thread": "",
    }


def _is(state: PostingState) -> ColumnElement[bool]:
    return _postings.state == state.value


def _is_behind() -> ColumnElement[bool]:
    """Say what tables.IS_BEHIND says, where a column has to be named with its table."""
    return or_(_postings.state.in_(_IN_FLIGHT), and_(_is(PostingState.IDLE), _postings.wanted > _postings.shown))


def _state_again() -> ColumnElement[str]:
    """Return a known posting's state once it is wanted again: giving up is over, but what was in doubt still is."""
    in_doubt = and_(_is(PostingState.FAILED), _postings.ts == "", _postings.sent_at.is_not(None))
    given_up = case((in_doubt, PostingState.UNKNOWN.value), else_=PostingState.IDLE.value)
    return case((_postings.state.in_(_GIVEN_UP), given_up), else_=_postings.state)


def _due_again(statement: sqlite.Insert) -> ColumnElement[datetime]:
    """When a known posting is due once it is wanted again.

    What is in flight keeps its time: it marks the end of the quiet time before Slack is searched. What is behind
    takes the earlier of both times, everything else the new one.
    """
    keeps = _postings.state.in_(_IN_FLIGHT)
    given = statement.excluded.next_at
    waits = and_(_is(PostingState.IDLE), _postings.wanted > _postings.shown, _postings.next_at < given)
    return case((or_(keeps, waits), _postings.next_at), else_=given)
