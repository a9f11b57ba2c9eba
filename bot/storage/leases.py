"""Leases as rows: one holder per workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, or_, update

from bot.domain.people import WorkspaceId
from bot.storage import tables
from bot.storage.upsert import upsert

_leases = tables.leases.c


@dataclass(frozen=True, slots=True)
class SqlLeases:
    """Implements the port `Leases`."""

    connection: Connection

    def take(self, workspace: WorkspaceId, holder: str, now: datetime, until: datetime) -> bool:
        statement = upsert(self.connection, tables.leases).values(workspace=workspace, holder=holder, ends_at=until)
        statement = statement.on_conflict_do_update(
            index_elements=["workspace"],
            set_={"holder": holder, "ends_at": until},
            where=or_(_leases.holder == holder, _leases.ends_at <= now),
        )
        return self.connection.execute(statement.returning(_leases.workspace)).first() is not None

    def renew(self, workspace: WorkspaceId, holder: str, until: datetime) -> bool:
        mine = and_(_leases.workspace == workspace, _leases.holder == holder)
        renewed = update(tables.leases).where(mine).values(ends_at=until)
        return self.connection.execute(renewed.returning(_leases.workspace)).first() is not None

    def release(self, holder: str) -> None:
        self.connection.execute(delete(tables.leases).where(_leases.holder == holder))
