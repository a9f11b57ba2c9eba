"""People, and requests that were carried out, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.domain.errors import Repeated
from bot.domain.people import Person, Standing, UserId, WorkspaceId
from bot.storage import tables
from bot.storage.upsert import upsert
from bot.usecases.ports import Profile

_people = tables.people.c


@dataclass(frozen=True, slots=True)
class SqlPeople:
    """Implements the port `People`."""

    connection: Connection

    def find(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, Profile]:
        query = select(tables.people).where(_people.workspace == workspace, _people.user_id.in_(users))
        return {
            row.user_id: Profile(
                Person(row.user_id, row.name, row.zone, row.is_gone, Standing(row.standing), row.is_bot), row.read_at
            )
            for row in self.connection.execute(query)
        }

    def save(self, workspace: WorkspaceId, profile: Profile) -> None:
        person = profile.person
        read = {
            "name": person.name,
            "zone": person.zone,
            "is_gone": person.is_gone,
            "standing": person.standing.value,
            "is_bot": person.is_bot,
            "read_at": profile.read_at,
        }
        row = {"workspace": workspace, "user_id": person.user, **read}
        statement = upsert(self.connection, tables.people).values(row)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_=read))


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
