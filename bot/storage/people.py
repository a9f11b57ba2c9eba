"""People, their digests, and requests that were carried out, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, select, tuple_, update

from bot.domain.errors import Repeated
from bot.domain.people import Person, UserId, WorkspaceId
from bot.storage import tables
from bot.storage.upsert import upsert
from bot.usecases.ports import Digest, Profile

_people = tables.people.c
_digests = tables.digests.c


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """Implements the port `People`."""

    connection: Connection

    def find(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, Profile]:
        query = select(tables.people).where(_people.workspace == workspace, _people.user_id.in_(users))
        return {
            row.user_id: Profile(Person(row.user_id, row.name, row.zone), row.read_at)
            for row in self.connection.execute(query)
        }

    def save(self, workspace: WorkspaceId, profile: Profile) -> None:
        person = profile.person
        read = {"name": person.name, "zone": person.zone, "read_at": profile.read_at}
        row = {"workspace": workspace, "user_id": person.user, **read}
        statement = upsert(self.connection, tables.people).values(row)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_=read))


@dataclass(frozen=True, slots=True)
class SqlDigests:
    """Implements the port `Digests`."""

    connection: Connection

    def schedule(self, digest: Digest) -> None:
        row = {"workspace": digest.workspace, "user_id": digest.user, "due_at": digest.due_at}
        statement = upsert(self.connection, tables.digests).values(row)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace", "user_id"],
                set_={"due_at": digest.due_at},
                where=_digests.due_at.is_(None),
            )
        )

    def reschedule(self, digest: Digest) -> None:
        scheduled = and_(
            _digests.workspace == digest.workspace,
            _digests.user_id == digest.user,
            _digests.due_at.is_not(None),
        )
        self.connection.execute(update(tables.digests).where(scheduled).values(due_at=digest.due_at))

    def claim_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        due = (
            select(_digests.workspace, _digests.user_id, _digests.due_at)
            .where(_digests.due_at <= now)
            .order_by(_digests.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = [Digest(*row) for row in self.connection.execute(due)]
        if claimed:
            taken = [(digest.workspace, digest.user) for digest in claimed]
            clear = update(tables.digests).where(tuple_(_digests.workspace, _digests.user_id).in_(taken))
            self.connection.execute(clear.values(due_at=None))
        return claimed


@dataclass(frozen=True, slots=True)
class SqlInbox:
    """Implements the port `Inbox`."""

    connection: Connection

    def accept(self, request: str, at: datetime) -> None:
        if not request:
            return
        statement = upsert(self.connection, tables.inbox).values(request=request, accepted_at=at)
        # While another transaction carries the same request out, PostgreSQL waits here for its end.
        fresh = statement.on_conflict_do_nothing().returning(tables.inbox.c.request)
        if self.connection.execute(fresh).first() is None:
            raise Repeated

    def forget_before(self, moment: datetime) -> None:
        self.connection.execute(delete(tables.inbox).where(tables.inbox.c.accepted_at < moment))
