"""When everybody's reminders are due, and which list of them somebody has before them, as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from bot.domain.people import UserId, WorkspaceId
from bot.storage import tables
from bot.storage.upsert import upsert
from bot.usecases.ports import Digest
from bot.usecases.postings import PostingId

_digests = tables.digests.c


@dataclass(frozen=True, slots=True)
class SqlDigests:
    """Implements the port `Digests`."""

    connection: Connection

    def schedule(self, digest: Digest) -> None:
        row = {"workspace": digest.workspace, "user_id": digest.user, "due_at": digest.due_at, "shown_posting": ""}
        statement = upsert(self.connection, tables.digests).values(row)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace", "user_id"],
                set_={"due_at": digest.due_at},
                where=or_(_digests.due_at.is_(None), _digests.due_at > statement.excluded.due_at),
            )
        )

    def bring_forward(self, workspace: WorkspaceId, user: UserId, now: datetime) -> None:
        ahead = and_(_of(workspace, user), _digests.due_at > now)
        self.connection.execute(update(tables.digests).where(ahead).values(due_at=now))

    def claim_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        due = (
            select(_digests.workspace, _digests.user_id, _digests.due_at, _digests.told_at)
            .where(_digests.due_at <= now)
            .order_by(_digests.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = [Digest(*row) for row in self.connection.execute(due)]
        if claimed:
            # Pairs in one list would be sought in all rows.
            taken: dict[WorkspaceId, list[UserId]] = defaultdict(list)
            for digest in claimed:
                taken[digest.workspace].append(digest.user)
            theirs = (and_(_digests.workspace == key, _digests.user_id.in_(users)) for key, users in taken.items())
            self.connection.execute(update(tables.digests).where(or_(*theirs)).values(due_at=None))
        return claimed

    def put_back(self, digests: Sequence[Digest]) -> None:
        if not digests:
            return
        statement = (
            update(tables.digests)
            .where(_digests.workspace == bindparam("of_workspace"), _digests.user_id == bindparam("of_user"))
            .values(due_at=bindparam("next_at"), told_at=bindparam("last_at"))
        )
        rows = [
            {"of_workspace": one.workspace, "of_user": one.user, "next_at": one.due_at, "last_at": one.told_at}
            for one in digests
        ]
        self.connection.execute(statement, rows)

    def tell(self, workspace: WorkspaceId, users: Mapping[UserId, datetime]) -> None:
        for user, at in sorted(users.items()):
            row = {"workspace": workspace, "user_id": user, "told_at": at, "shown_posting": ""}
            statement = upsert(self.connection, tables.digests).values(row)
            told = {"told_at": at}
            self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_=told))

    def due_of(self, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        query = select(_digests.user_id, _digests.due_at).where(_digests.user_id.in_(users))
        return {row.user_id: row.due_at for row in self.connection.execute(query) if row.due_at}

    def show(self, workspace: WorkspaceId, user: UserId, posting: PostingId) -> PostingId | None:
        before = self.shown(workspace, user)
        row = {"workspace": workspace, "user_id": user, "shown_posting": posting}
        statement = upsert(self.connection, tables.digests).values(row)
        shown = {"shown_posting": posting}
        self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_=shown))
        return before if before != posting else None

    def shown(self, workspace: WorkspaceId, user: UserId) -> PostingId | None:
        query = select(_digests.shown_posting).where(_of(workspace, user))
        return self.connection.execute(query).scalar() or None


def _of(workspace: WorkspaceId, user: UserId) -> ColumnElement[bool]:
    return and_(_digests.workspace == workspace, _digests.user_id == user)
