"""Who waits for a reminder, and what became of each, as rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Table,
    and_,
    delete,
    false,
    func,
    insert,
    null,
    or_,
    select,
    text,
    update,
)

from bot.domain.checklist import Checklist, SectionKey
from bot.domain.deployment import DeploymentId, Target
from bot.domain.marks import Mark
from bot.domain.people import UserId, WorkspaceId
from bot.domain.rhythm import NO_PROGRESS, Cause, Waiting
from bot.storage import group_tables, tables
from bot.storage.checklists import ChecklistStore
from bot.storage.mapping import model_key
from bot.storage.plans import without_index
from bot.usecases.postings import PostingId
from bot.usecases.reminder_log import Outcome, Reminder, Sought

_deployments = tables.deployments.c
_sections = tables.sections.c
_owners = tables.owners.c
_events = tables.events.c
_reminders = tables.reminders.c
_mutes = tables.mutes.c

_PASSED_ON = [
    cause.value
    for cause in (
        Cause.ESCALATED,
        Cause.IN_THREAD,
        Cause.UNASSIGNED,
        Cause.UNCLAIMED,
        Cause.BLOCKED,
        Cause.STILL_BLOCKED,
    )
]
_LISTED = [cause.value for cause in (Cause.DUE_SOON, Cause.DUE_TODAY, Cause.LATE, Cause.IDLE, Cause.ASKED)]
_Progress = Mapping[str, Sequence[tuple[str | None, str, datetime]]]
"""By deployment: the section, who did something in it, and when they last did."""


@dataclass(frozen=True, slots=True)
class SqlReminders:
    """Implements the port `Reminders`."""

    connection: Connection
    checklists: ChecklistStore

    def waiting(self, workspace: WorkspaceId, users: Collection[UserId]) -> Sequence[Waiting]:
        here = without_index(_deployments.workspace, workspace)
        open_here, goes_on = and_(here, text(tables.IS_OPEN)), _sections.blocked_at.is_(None)
        sections = tables.deployments.join(tables.sections, _sections.deployment_id == _deployments.id)
        theirs = and_(_sections.signed_at.is_(None), ~_is_passed_on())
        owned = (
            select(*_columns(tables.owners))
            .select_from(sections.join(tables.owners, _in_section(tables.owners)))
            .where(_owners.user_id.in_(users), theirs, goes_on)
        )
        orphaned = (
            select(*_columns(tables.owners))
            .select_from(sections.outerjoin(tables.owners, _in_section(tables.owners)))
            .where(_deployments.lead.in_(users), _owners.user_id.is_(None), theirs, goes_on)
        )
        passed = (
            select(*_columns(tables.turns))
            .select_from(sections.join(tables.turns, _in_section(tables.turns)))
            .where(tables.turns.c.user_id.in_(users), goes_on)
        )
        blocked = (
            select(tables.deployments, *_of_section(), null().label("user_id"), false().label("is_muted"))
            .select_from(sections)
            .where(_deployments.lead.in_(users), ~goes_on, _sections.signed_at.is_(None))
        )
        in_order = (_deployments.number, _sections.section_key)
        queries = (owned, orphaned, passed, blocked)
        found = (self.connection.execute(query.where(open_here).order_by(*in_order)) for query in queries)
        rows = [row for result in found for row in result]
        progress = self._progress({row.id for row in rows})
        return [
            _waiting_from(row, progress[row.id], self.checklists.get(self.connection, row.checklist_digest))
            for row in rows
        ]

    def pass_turns(self, deployment: DeploymentId, turns: Mapping[SectionKey, tuple[UserId, ...]]) -> None:
        rows = tables.turns
        wanted = {(section, user) for section, users in turns.items() for user in users}
        query = select(rows.c.section_key, rows.c.user_id).where(rows.c.deployment_id == deployment)
        if wanted == {(row.section_key, row.user_id) for row in self.connection.execute(query)}:
            return
        self.connection.execute(delete(rows).where(rows.c.deployment_id == deployment))
        if wanted:
            named = [
                {"deployment_id": deployment, "section_key": section, "user_id": user}
                for section, user in sorted(wanted)
            ]
            self.connection.execute(insert(rows), named)

    def listed(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        theirs = (_reminders.workspace == workspace, _reminders.user_id.in_(users), _reminders.cause.in_(_LISTED))
        heard = _reminders.outcome.in_([Outcome.PLANNED.value, Outcome.SENT.value])
        query = select(_reminders.user_id, func.max(_reminders.planned_at).label("at")).where(*theirs, heard)
        return {row.user_id: row.at for row in self.connection.execute(query.group_by(_reminders.user_id))}

    def progress_since(self, deployment: DeploymentId, moment: datetime) -> Mapping[SectionKey, datetime]:
        query = (
            select(_events.section_key, func.max(_events.done_at).label("at"))
            .where(_events.deployment_id == deployment, _events.done_at > moment, _is_progress())
            .group_by(_events.section_key)
        )
        return {row.section_key: row.at for row in self.connection.execute(query) if row.section_key}

    def passed_on(
        self, deployments: Collection[DeploymentId]
    ) -> Mapping[tuple[DeploymentId, SectionKey, Cause], datetime]:
        columns = (_reminders.deployment_id, _reminders.section_key, _reminders.cause)
        query = (
            select(*columns, func.max(_reminders.planned_at).label("at"))
            .join(tables.deployments, _deployments.id == _reminders.deployment_id)
            .where(_reminders.deployment_id.in_(deployments), _reminders.cause.in_(_PASSED_ON))
            .where(or_(_reminders.cause == Cause.IN_THREAD.value, _reminders.user_id == _deployments.lead))
            .group_by(*columns)
        )
        rows = self.connection.execute(query)
        return {(row.deployment_id, row.section_key, Cause(row.cause)): row.at for row in rows}

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
            named = select(tables.people.c.user_id).where(tables.people.c.name == sought.user)
            query = query.where(or_(_reminders.user_id == sought.user, _reminders.user_id.in_(named)))
        if sought.deployment:
            of_model = select(_deployments.id).where(_deployments.model_key == model_key(sought.deployment))
            of_it = or_(_reminders.deployment_id == sought.deployment, _reminders.deployment_id.in_(of_model))
            query = query.where(of_it)
        return [_reminder_from(row) for row in self.connection.execute(query).mappings()]

    def targets(self, deployments: Collection[DeploymentId]) -> Mapping[DeploymentId, str]:
        query = select(_deployments.id, _deployments.model, _deployments.version, _deployments.environment)
        rows = self.connection.execute(query.where(_deployments.id.in_(deployments)))
        return {row.id: str(Target(row.model, row.version, row.environment)) for row in rows}

    def _progress(self, deployments: Collection[DeploymentId]) -> _Progress:
        query = (
            select(_events.deployment_id, _events.section_key, _events.done_by, func.max(_events.done_at).label("at"))
            .where(_events.deployment_id.in_(deployments), _is_progress())
            .group_by(_events.deployment_id, _events.section_key, _events.done_by)
        )
        found: dict[str, list[tuple[str | None, str, datetime]]] = {}
        for row in self.connection.execute(query):
            found.setdefault(row.deployment_id, []).append((row.section_key, row.done_by, row.at))
        return found


def _is_progress() -> ColumnElement[bool]:
    return _events.kind.not_in([kind.value for kind in NO_PROGRESS])


def _columns(people: Table) -> tuple[Table | ColumnElement[Any], ...]:
    return (tables.deployments, *_of_section(), people.c.user_id, _is_muted(people).label("is_muted"))


def _of_section() -> tuple[ColumnElement[Any], ...]:
    for_group = _is_for_group().label("is_for_group")
    return (_sections.section_key, _sections.blocked_by, _sections.blocked_at, for_group)


def _in_section(rows: Table) -> ColumnElement[bool]:
    return and_(rows.c.deployment_id == _sections.deployment_id, rows.c.section_key == _sections.section_key)


def _is_passed_on() -> ColumnElement[bool]:
    """Say whether a section is somebody else's turn than its owners'."""
    return select(tables.turns.c.user_id).where(_in_section(tables.turns)).exists()


def _waiting_from(row: Row[Any], progress: Sequence[tuple[str | None, str, datetime]], checklist: Checklist) -> Waiting:
    return Waiting(
        user=row.user_id or row.lead,
        deployment=row.id,
        section=row.section_key,
        due=row.due,
        progressed_at=_last(progress, row.section_key, row.user_id or ""),
        lead=row.lead,
        channel=row.channel,
        is_owned=row.user_id is not None,
        is_for_group=bool(row.is_for_group),
        is_muted=bool(row.is_muted),
        blocked=Mark(row.blocked_by, row.blocked_at) if row.blocked_at else None,
        touched_at=_last(progress, row.section_key, ""),
        days=checklist.policy.reminders,
    )


def _is_for_group() -> ColumnElement[bool]:
    groups = group_tables.section_groups
    return select(groups.c.group_id).where(_in_section(groups)).exists()


def _is_muted(people: Table) -> ColumnElement[bool]:
    """Say whether the person wants to hear nothing of the deployment."""
    theirs = (_mutes.deployment_id == people.c.deployment_id, _mutes.user_id == people.c.user_id)
    return select(_mutes.user_id).where(*theirs, _mutes.workspace == _deployments.workspace).exists()


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
