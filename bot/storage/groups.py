"""Groups of people and who is in them, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, delete, func, select, text

from bot.domain.people import Group, GroupId, UserId, WorkspaceId
from bot.storage import group_tables, tables
from bot.storage.upsert import upsert

_groups = group_tables.user_groups.c
_members = group_tables.group_members.c
_owning = group_tables.section_groups.c
_deployments = tables.deployments.c


@dataclass(frozen=True, slots=True)
class SqlGroups:
    """Implements the port `Groups`."""

    connection: Connection

    def every(self, workspace: WorkspaceId) -> Sequence[Group]:
        named = select(_groups.group_id, _groups.name).where(_groups.workspace == workspace)
        return self._with_members(workspace, self.connection.execute(named.order_by(_groups.name)).mappings().all())

    def find(self, workspace: WorkspaceId, groups: Collection[GroupId]) -> Mapping[GroupId, Group]:
        if not groups:
            return {}
        named = select(_groups.group_id, _groups.name).where(
            _groups.workspace == workspace, _groups.group_id.in_(groups)
        )
        return {
            group.id: group for group in self._with_members(workspace, self.connection.execute(named).mappings().all())
        }

    def of(self, workspace: WorkspaceId, user: UserId) -> frozenset[GroupId]:
        query = select(_members.group_id).where(_members.workspace == workspace, _members.user_id == user)
        return frozenset(self.connection.execute(query).scalars())

    def owning(self, workspace: WorkspaceId) -> frozenset[GroupId]:
        query = (
            select(_owning.group_id)
            .distinct()
            .join(tables.deployments, _deployments.id == _owning.deployment_id)
            .where(_deployments.workspace == workspace, text(tables.IS_OPEN))
        )
        return frozenset(self.connection.execute(query).scalars())

    def read_at(self) -> Mapping[WorkspaceId, datetime]:
        query = select(_groups.workspace, func.max(_groups.read_at).label("at")).group_by(_groups.workspace)
        return {row.workspace: row.at for row in self.connection.execute(query)}

    def replace(self, workspace: WorkspaceId, groups: Sequence[Group], at: datetime) -> None:
        known = {group.id: group for group in self.every(workspace)}
        read = {group.id: group for group in groups}
        for group in read.values():
            row = {"name": group.name, "read_at": at}
            statement = upsert(self.connection, group_tables.user_groups)
            statement = statement.values(workspace=workspace, group_id=group.id, **row)
            self.connection.execute(statement.on_conflict_do_update(index_elements=["workspace", "group_id"], set_=row))
        for key in sorted(known.keys() | read.keys()):
            was = known[key].members if key in known else frozenset()
            self._keep_members(workspace, key, was, read[key].members if key in read else frozenset())

    def _keep_members(
        self, workspace: WorkspaceId, group: GroupId, was: frozenset[UserId], now: frozenset[UserId]
    ) -> None:
        if gone := was - now:
            in_group = and_(_members.workspace == workspace, _members.group_id == group)
            self.connection.execute(delete(group_tables.group_members).where(in_group, _members.user_id.in_(gone)))
        if fresh := sorted(now - was):
            rows = [{"workspace": workspace, "group_id": group, "user_id": user} for user in fresh]
            statement = upsert(self.connection, group_tables.group_members).on_conflict_do_nothing()
            self.connection.execute(statement, rows)

    def _with_members(self, workspace: WorkspaceId, named: Sequence[RowMapping]) -> list[Group]:
        ids = [row["group_id"] for row in named]
        query = select(_members.group_id, _members.user_id).where(
            _members.workspace == workspace, _members.group_id.in_(ids)
        )
        members: dict[str, set[UserId]] = {}
        for row in self.connection.execute(query):
            members.setdefault(row.group_id, set()).add(row.user_id)
        return [Group(row["group_id"], row["name"], frozenset(members.get(row["group_id"], ()))) for row in named]
