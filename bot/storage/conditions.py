"""When conditions are looked at, as a column of the waivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select, tuple_, update

from bot.storage import tables
from bot.usecases.ports import ConditionAt, DueCondition

_waivers = tables.waivers.c
_WHERE = (_waivers.deployment_id, _waivers.section_key, _waivers.question_key)


@dataclass(frozen=True, slots=True)
class SqlConditions:
    """Implements the port `Conditions`."""

    connection: Connection

    def schedule(self, condition: ConditionAt, due_at: datetime | None) -> None:
        meant = and_(
            _waivers.deployment_id == condition.deployment,
            _waivers.section_key == condition.section,
            _waivers.question_key == condition.question,
        )
        self.connection.execute(update(tables.waivers).where(meant).values(due_at=due_at))

    def claim_due(self, now: datetime, limit: int) -> Sequence[DueCondition]:
        due = (
            select(*_WHERE, tables.deployments.c.workspace, _waivers.holder, _waivers.expires, _waivers.due_at)
            .join(tables.deployments, tables.deployments.c.id == _waivers.deployment_id)
            .where(_waivers.due_at <= now)
            .order_by(_waivers.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True, of=tables.waivers)
        )
        claimed = [DueCondition(ConditionAt(*row[:3]), *row[3:]) for row in self.connection.execute(due)]
        if claimed:
            taken = [(one.at.deployment, one.at.section, one.at.question) for one in claimed]
            self.connection.execute(update(tables.waivers).where(tuple_(*_WHERE).in_(taken)).values(due_at=None))
        return claimed
