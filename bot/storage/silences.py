"""What people do not want to hear of for now, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.domain.deployment import DeploymentId
from bot.domain.people import UserId, WorkspaceId
from bot.storage import tables
from bot.storage.upsert import upsert

_snoozes = tables.snoozes.c
_mutes = tables.mutes.c


@dataclass(frozen=True, slots=True)
class SqlSilences:
    """Implements the port `Silences`."""

    connection: Connection

    def snooze(self, workspace: WorkspaceId, user: UserId, until: datetime) -> None:
        statement = upsert(self.connection, tables.snoozes).values(workspace=workspace, user_id=user, until=until)
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["workspace", "user_id"], set_={"until": until})
        )

    def wake(self, workspace: WorkspaceId, users: Collection[UserId]) -> None:
        if users:
            theirs = (_snoozes.workspace == workspace, _snoozes.user_id.in_(users))
            self.connection.execute(delete(tables.snoozes).where(*theirs))

    def snoozed(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        query = select(_snoozes.user_id, _snoozes.until).where(
            _snoozes.workspace == workspace, _snoozes.user_id.in_(set(users))
        )
        return {row.user_id: row.until for row in self.connection.execute(query)}

    def mute(self, workspace: WorkspaceId, user: UserId, deployment: DeploymentId) -> None:
        row = {"workspace": workspace, "user_id": user, "deployment_id": deployment}
        self.connection.execute(upsert(self.connection, tables.mutes).values(row).on_conflict_do_nothing())

    def unmute(self, workspace: WorkspaceId, user: UserId, deployment: DeploymentId) -> None:
        self.connection.execute(
            delete(tables.mutes).where(
                _mutes.workspace == workspace, _mutes.user_id == user, _mutes.deployment_id == deployment
            )
        )

    def muted(self, workspace: WorkspaceId, user: UserId) -> Collection[DeploymentId]:
        query = select(_mutes.deployment_id).where(_mutes.workspace == workspace, _mutes.user_id == user)
        return frozenset(self.connection.execute(query).scalars())
