"""Pass on what stands still: to the lead, then once to the thread; and tell the lead whom nothing can be sent to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.marks import Blocking
from bot.domain.ownership import OpenItem, open_items
from bot.domain.people import Act, UserId, WorkspaceId
from bot.domain.rhythm import Cause, Waiting
from bot.domain.worktime import Holidays
from bot.usecases.due_times import calendars_of
from bot.usecases.ports import Transaction
from bot.usecases.postings import NO_CHANNEL_YET, Address, Posting, PostingKind, id_of
from bot.usecases.reminder_log import Reminder

DEACTIVATED = "deactivated"


def pass_on(
    tx: Transaction,
    workspace: WorkspaceId,
    passed: Iterable[tuple[Cause, Waiting]],
    now: datetime,
    holidays: Holidays,
) -> None:
    """Ask for one message per deployment, cause and day; one that is there already gets the further sections.

    A lead is told in their own working time.
    """
    once = {(one.deployment, cause, one.section): one for cause, one in passed}
    leads = calendars_of(tx, workspace, {one.lead for one in once.values()}, holidays) if once else {}
    # In one order everywhere, so that two replicas never wait for each other.
    for (deployment, cause, section), one in sorted(once.items(), key=lambda entry: entry[0]):
        address = _address_of(workspace, cause, one, now)
        tx.postings.want(address, at=leads[address.user].working_time(now) if address.user else now)
        to = address.user or one.user
        tx.reminders.plan([Reminder(workspace, to, deployment, section, cause, id_of(address), now)])


def report_unreachable(tx: Transaction, workspace: WorkspaceId, user: UserId, code: str, now: datetime) -> None:
    """Tell each lead once that somebody with open sections cannot be written to, and why.

    Of a lead the requester is told, with sections or without, and when that is the same person, the thread.
    """
    why = DEACTIVATED if code == "user_disabled" else code
    owned, led = tx.deployments.open_owned_by(workspace, user), tx.deployments.open_led_by(workspace, user)
    for deployment in {one.id: one for one in (*owned, *led)}.values():
        to = next((person for person in (deployment.lead, deployment.requester) if person != user), None)
        address = Address(
            workspace=workspace,
            kind=PostingKind.ESCALATION if to else PostingKind.OVERDUE,
            key=f"{deployment.id}:{Cause.UNREACHABLE}:{user}:{why}",
            deployment_id=deployment.id,
            channel=NO_CHANNEL_YET if to else deployment.channel,
            user=to,
            subject=f"{Cause.UNREACHABLE}:{user}:{why}",
        )
        if tx.postings.want_new([address], at=now):
            mine = [item for item in open_items(deployment, now.date()) if user in item.turn]
            tx.reminders.plan([_unreachable(deployment, item, address, now) for item in mine])


def report_blocked(tx: Transaction, deployment: Deployment, section: SectionKey, act: Act) -> None:
    """Tell the lead why a section cannot go on, unless it is the lead who says so."""
    blocked = deployment.sections[section].blocked
    if blocked is None or deployment.lead == act.by:
        return
    address = Address(
        workspace=deployment.workspace,
        kind=PostingKind.ESCALATION,
        key=_key_of_blocking(deployment, blocked),
        deployment_id=deployment.id,
        user=deployment.lead,
        subject=Cause.BLOCKED,
    )
    tx.postings.want(address, at=act.at)
    to, posting = deployment.lead, id_of(address)
    tx.reminders.plan([Reminder(deployment.workspace, to, deployment.id, section, Cause.BLOCKED, posting, act.at)])


def take_back_blocked(tx: Transaction, deployment: Deployment, blocked: Blocking, now: datetime) -> None:
    """Let the message to the lead say that the section goes on, without buttons."""
    key = _key_of_blocking(deployment, blocked)
    told = tx.postings.find(deployment.workspace, PostingKind.ESCALATION, key)
    if told:
        tx.postings.want(told.address, at=now)


def standing(tx: Transaction, posting: Posting, deployment: Deployment, today: date) -> tuple[OpenItem, ...]:
    """Return the sections of a message that still are as when it was planned, and that its reader is to know of."""
    planned = {one.section: one for one in tx.reminders.of_posting(posting.id)}
    items = [item for item in open_items(deployment, today) if item.section.key in planned]
    since = min((one.planned_at for one in planned.values()), default=deployment.opened_at)
    moved = tx.reminders.progress_since(deployment.id, since)

    def stands(item: OpenItem) -> bool:
        one = planned[item.section.key]
        if one.cause is Cause.UNREACHABLE:
            return UserId(posting.address.subject.split(":")[1]) in item.turn
        if posting.address.user not in {None, deployment.lead}:
            return False
        if one.cause is Cause.UNASSIGNED:
            return item.state.is_unowned and not item.is_signed
        if one.cause is Cause.UNCLAIMED:
            return not (item.state.owners or item.is_signed) and bool(item.state.groups)
        if one.cause is Cause.STILL_BLOCKED:
            return item.state.blocked is not None
        if one.cause is Cause.BLOCKED:
            return _key_of_blocking(deployment, item.state.blocked) == posting.address.key
        return not _has_time(deployment, one) and moved.get(one.section, one.planned_at) <= one.planned_at

    return tuple(item for item in items if stands(item))


def _has_time(deployment: Deployment, since: Reminder) -> bool:
    """Say whether the due date was moved since then; the day may be another one where its owner is."""
    return deployment.due is not None and deployment.due > since.planned_at.date() + timedelta(days=1)


def _key_of_blocking(deployment: Deployment, blocked: Blocking | None) -> str:
    return f"{deployment.id}:{Cause.BLOCKED}:{blocked.revision}" if blocked else ""


def _address_of(workspace: WorkspaceId, cause: Cause, one: Waiting, now: datetime) -> Address:
    in_thread = cause is Cause.IN_THREAD
    about = one.deployment if in_thread else f"{one.deployment}:{cause}:{one.lead}"
    return Address(
        workspace=workspace,
        kind=PostingKind.OVERDUE if in_thread else PostingKind.ESCALATION,
        key=f"{about}:{now.date().isoformat()}",
        deployment_id=one.deployment,
        channel=one.channel if in_thread else NO_CHANNEL_YET,
        user=None if in_thread else one.lead,
        subject=cause,
    )


def _unreachable(deployment: Deployment, item: OpenItem, address: Address, now: datetime) -> Reminder:
    to = address.user or deployment.lead
    return Reminder(deployment.workspace, to, deployment.id, item.section.key, Cause.UNREACHABLE, id_of(address), now)
