"""Who waits for a reminder, and what became of each, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from bot.domain.deployment import DeploymentId, Target
from bot.domain.people import UserId, WorkspaceId
from bot.domain.rhythm import NO_PROGRESS, Cause, Waiting
from bot.storage import tables
from bot.usecases.postings import PostingId
from bot.usecases.reminder_log import Outcome, Reminder, Sought

_deployments = tables.deployments.c
_sections = tables.sections.c
_owners = tables.owners.c
_events = tables.events.c
_reminders = tables.reminders.c

_Progress = Mapping[str, Sequence[tuple[str | None, str, datetime]]]
"""By deployment: the section, who did something in it, and when they last did."""


@dataclass(frozen=True, slots=True)
class SqlReminders:
    """Implements the port `Reminders`."""

    connection: Connection

    def waiting(self, workspace: WorkspaceId, users: Collection[UserId]) -> Sequence[Waiting]:
        owned = (
            select(_owners.user_id, _owners.deployment_id, _owners.section_key, _deployments.due)
            .join_from(tables.owners, tables.sections)
            .join(tables.deployments, _deployments.id == _owners.deployment_id)
            .where(_owners.user_id.in_(users), _sections.signed_at.is_(None))
            .where(_deployments.workspace == workspace, text(tables.IS_OPEN))
            .order_by(_deployments.number, _owners.section_key)
        )
        rows = self.connection.execute(owned).all()
        progress = self._progress({row.deployment_id for row in rows})
        return [
            Waiting(
                row.user_id,
                row.deployment_id,
                row.section_key,
                row.due,
                _last(progress[row.deployment_id], row.section_key, row.user_id),
            )
            for row in rows
        ]

    def plan(self, reminders: Sequence[Reminder]) -> None:
        if reminders:
            self.connection.execute(insert(tables.reminders), [_row(reminder) for reminder in reminders])

    def settle(self, posting: PostingId, outcome: Outcome, at: datetime, reason: str = "") -> None:
        planned = (_reminders.posting_id == posting, _reminders.outcome == Outcome.PLANNED.value)
        settled = {"outcome": outcome.value, "settled_at": at, "reason": reason}
        self.connection.execute(update(tables.reminders).where(*planned).values(settled))

    def of_posting(self, posting: PostingId) -> Sequence[Reminder]:
        query = select(tables.reminders).where(_reminders.posting_id == posting).order_by(_reminders.number)
        return [_reminder_from(row) for row in self.connection.execute(query).mappings()]

    def search(self, sought: Sought) -> Sequence[Reminder]:
        query = select(tables.reminders).order_by(_reminders.number.desc()).limit(sought.limit)
        if sought.user:
            query = query.where(_reminders.user_id == sought.user)
        if sought.deployment:
            query = query.where(_reminders.deployment_id == sought.deployment)
        return [_reminder_from(row) for row in self.connection.execute(query).mappings()]

    def targets(self, deployments: Collection[DeploymentId]) -> Mapping[DeploymentId, str]:
        query = select(_deployments.id, _deployments.model, _deployments.version, _deployments.environment)
        rows = self.connection.execute(query.where(_deployments.id.in_(deployments)))
        return {row.id: str(Target(row.model, row.version, row.environment)) for row in rows}

    def _progress(self, deployments: Collection[DeploymentId]) -> _Progress:
        kinds = [kind.value for kind in NO_PROGRESS]
        query = (
            select(_events.deployment_id, _events.section_key, _events.done_by, func.max(_events.done_at).label("at"))
            .where(_events.deployment_id.in_(deployments), _events.kind.not_in(kinds))
            .group_by(_events.deployment_id, _events.section_key, _events.done_by)
        )
        found: dict[str, list[tuple[str | None, str, datetime]]] = {}
        for row in self.connection.execute(query):
            found.setdefault(row.deployment_id, []).append((row.section_key, row.done_by, row.at))
        return found


def _last(progress: Sequence[tuple[str | None, str, datetime]], section: str, user: str) -> datetime:
    """Return when something last happened to the section, or to its deployment through this person.

    The opening, which concerns no section, is progress for all of them.
    """
    return max(at for where, who, at in progress if where in {section, None} or who == user)


def _row(reminder: Reminder) -> dict[str, object]:
    return {
        "workspace": reminder.workspace,
        "user_id": reminder.user,
        "deployment_id": reminder.deployment,
        "section_key": reminder.section,
        "cause": reminder.cause.value,
        "posting_id": reminder.posting,
        "planned_at": reminder.planned_at,
        "outcome": reminder.outcome.value,
        "settled_at": reminder.settled_at,
        "reason": reminder.reason,
    }


def _reminder_from(row: RowMapping) -> Reminder:
    return Reminder(
        workspace=row["workspace"],
        user=row["user_id"],
        deployment=row["deployment_id"],
        section=row["section_key"],
        cause=Cause(row["cause"]),
        posting=row["posting_id"],
        planned_at=row["planned_at"],
        outcome=Outcome(row["outcome"]),
        settled_at=row["settled_at"],
        reason=row["reason"],
    )
