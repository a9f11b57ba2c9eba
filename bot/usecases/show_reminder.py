"""What a list of reminders says at the moment it is sent, and what is noted down of it afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.deployment import DeploymentId
from bot.domain.ownership import OpenItem, open_for
from bot.domain.people import UserId
from bot.domain.rhythm import Cause, Waiting
from bot.domain.worktime import zone_of
from bot.usecases.ports import Transaction
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.prefer import settings_of
from bot.usecases.reminder_log import MUTED, NOTHING_OPEN, OVERTAKEN, PROGRESS, PUT_OFF, Outcome, Reminder

_LOGGED = {PostingKind.REMINDER, PostingKind.ESCALATION, PostingKind.OVERDUE}


@dataclass(frozen=True, slots=True)
class Listed:
    """What waits for somebody, why they are told now, where they are, and whether a newer list stands below."""

    items: tuple[OpenItem, ...]
    why: tuple[Reminder, ...]
    zone: str
    idle_since: Mapping[DeploymentId, date] = field(default_factory=dict)
    is_replaced: bool = False
    snoozed_until: datetime | None = None


def list_for(tx: Transaction, posting: Posting, user: UserId, now: datetime) -> Listed:
    """Look at the state once more; there are no items when there is no longer a reason to send.

    A list that stands already shows all that is open, whether or not there was progress since.
    """
    workspace = posting.address.workspace
    zone = settings_of(tx, workspace, user).zone
    if posting.ts and tx.digests.shown(workspace, user) not in {None, posting.id}:
        return Listed((), (), zone, is_replaced=True)
    snoozed_until = tx.silences.snoozed(workspace, [user]).get(user)
    if snoozed_until and snoozed_until > now:
        return Listed((), (), zone, snoozed_until=snoozed_until)
    muted = tx.silences.muted(workspace, user)
    owned = tx.deployments.open_owned_by(workspace, user)
    mine = open_for(user, [deployment for deployment in owned if deployment.id not in muted], now.date())
    items = tuple(item for item in mine if item.can_go_on)
    planned = tuple(tx.reminders.of_posting(posting.id))
    waiting = [one for one in tx.reminders.waiting(workspace, [user]) if not one.is_muted] if planned else []
    why = _still_true(planned, waiting)
    is_needed = why or posting.ts or not planned
    return Listed(items if is_needed else (), why, zone, _idle_since(waiting, zone))


def note_shown(tx: Transaction, posting: Posting, now: datetime) -> None:
    """Note that somebody has a list before them now; the one before it loses its buttons."""
    note_outcome(tx, posting, now)
    user = posting.address.user
    if posting.address.kind is not PostingKind.REMINDER or user is None:
        return
    replaced = tx.digests.show(posting.address.workspace, user, posting.id)
    if replaced:
        tx.postings.want(tx.postings.get(replaced).address, at=now)


def note_outcome(tx: Transaction, posting: Posting, now: datetime) -> None:
    """Note what became of a message that reminds."""
    if posting.address.kind not in _LOGGED:
        return
    if posting.state is PostingState.FAILED:
        tx.reminders.settle(posting.id, Outcome.FAILED, now, posting.error)
    elif posting.state is PostingState.WITHDRAWN and not posting.ts:
        tx.reminders.settle(posting.id, Outcome.SUPPRESSED, now, _why_needless(tx, posting, now))
    elif posting.ts and posting.shown >= posting.wanted:
        tx.reminders.settle(posting.id, Outcome.SENT, now)


def _why_needless(tx: Transaction, posting: Posting, now: datetime) -> str:
    user, workspace = posting.address.user, posting.address.workspace
    if posting.address.kind is not PostingKind.REMINDER or user is None:
        return OVERTAKEN
    if tx.silences.snoozed(workspace, [user]).get(user, now) > now:
        return PUT_OFF
    owned = {deployment.id for deployment in tx.deployments.open_owned_by(workspace, user)}
    if not owned:
        return NOTHING_OPEN
    return PROGRESS if owned - set(tx.silences.muted(workspace, user)) else MUTED


def _still_true(planned: Collection[Reminder], waiting: Collection[Waiting]) -> tuple[Reminder, ...]:
    """Return what is still open and, unless a person asked for it, has stood still since it was planned."""
    progressed_at = {(one.deployment, one.section): one.progressed_at for one in waiting if one.is_owned}

    def holds(one: Reminder) -> bool:
        at = progressed_at.get((one.deployment, one.section))
        return at is not None and (one.cause is Cause.ASKED or at <= one.planned_at)

    return tuple(one for one in planned if holds(one))


def _idle_since(waiting: Collection[Waiting], zone: str) -> Mapping[DeploymentId, date]:
    """Return the day of the last progress that this person is told of, per deployment."""
    days: dict[DeploymentId, date] = {}
    for one in waiting:
        day = one.progressed_at.astimezone(zone_of(zone)).date()
        days[one.deployment] = max(days.get(one.deployment, day), day)
    return days
