"""Remind people of what is open: when their time has come, or when the lead asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import DeploymentClosed
from bot.domain.ownership import open_items, waiting_owners
from bot.domain.people import UserId, WorkspaceId
from bot.domain.permissions import Action, require
from bot.domain.rhythm import Calendar, Cause, Told, Turn, Waiting, cause_of, turn_of
from bot.usecases.change import accept, act_of
from bot.usecases.due_times import calendars_of
from bot.usecases.escalate import pass_on
from bot.usecases.ports import Digest, Ports, Request, Transaction
from bot.usecases.postings import Address, PostingKind, id_of
from bot.usecases.reminder_log import Outcome, Reminder

BATCH = 100
"""Digests claimed in one transaction; a crash in between gives all of them back."""
DAILY = "daily"
"""Subject of a reminder that the clock asked for; otherwise it is the user id of the lead who did."""
GONE = "the account is deactivated"
NO_LIST = "wants no daily list"


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who is reminded now, and who was already reminded today at a lead's request."""

    deployment: Deployment
    now: tuple[UserId, ...]
    already: tuple[UserId, ...]


def send_due_digests(ports: Ports) -> int:
    """Claim due digests and ask for their messages, in one transaction; return how many were claimed."""
    now = ports.clock()
    with ports.work.writing() as tx:
        claimed = tx.digests.claim_due(now, BATCH)
        for workspace in {digest.workspace for digest in claimed}:
            mine = [digest for digest in claimed if digest.workspace == workspace]
            _take_turns(tx, mine, calendars_of(tx, workspace, [one.user for one in mine], ports.holidays), now)
    return len(claimed)


def remind_now(ports: Ports, request: Request, deployment_id: DeploymentId) -> Reminded:
    """Ask for one direct message to every owner with something open; each gets one a day this way."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.REMIND, act, deployment)
        waiting = waiting_owners(deployment)
        if not waiting:
            raise DeploymentClosed("Nobody has anything open here, so there is nobody to remind.")
        addresses = {user: _asked_for(deployment, user, act.by, act.at) for user in waiting}
        fresh = tx.postings.want_new(list(addresses.values()), at=act.at)
        now = tuple(user for user, address in addresses.items() if id_of(address) in fresh)
        for user in now:
            tx.reminders.plan(_asked(deployment, addresses[user], user, act.at))
    return Reminded(deployment, now, tuple(user for user in waiting if user not in now))


def _take_turns(
    tx: Transaction, claimed: Sequence[Digest], calendars: Mapping[UserId, Calendar], now: datetime
) -> None:
    """Decide for everybody of a workspace whose time has come, with few statements however many they are."""
    workspace, users = claimed[0].workspace, [digest.user for digest in claimed]
    mine: Mapping[UserId, list[Waiting]] = defaultdict(list)
    for waiting in tx.reminders.waiting(workspace, users):
        mine[waiting.user].append(waiting)
    passed_on = tx.reminders.passed_on({one.deployment for waiting in mine.values() for one in waiting})
    turns = [(one, turn_of(mine[one.user], now, Told(one.told_at, passed_on), calendars[one.user])) for one in claimed]
    told = {one.user: turn for one, turn in turns if turn.reminded}
    _want_lists(tx, workspace, told, calendars, now)
    pass_on(tx, workspace, [pair for _, turn in turns for pair in turn.passed_on], now)
    tx.digests.put_back(
        [replace(one, due_at=turn.next_at, told_at=now if turn.reminded else one.told_at) for one, turn in turns]
    )


def _want_lists(
    tx: Transaction,
    workspace: WorkspaceId,
    told: Mapping[UserId, Turn],
    calendars: Mapping[UserId, Calendar],
    now: datetime,
) -> None:
    days = {user: calendars[user].day_of(now) for user in told}
    addresses = {user: _list_of(workspace, user, day) for user, day in days.items()}
    why_not = {user: NO_LIST for user in told if not calendars[user].has_list}
    why_not |= {user: GONE for user, known in tx.people.find(workspace, told).items() if known.person.is_gone}
    fresh = tx.postings.want_new([address for user, address in addresses.items() if user not in why_not], at=now)
    planned = [
        Reminder(workspace, user, one.deployment, one.section, cause_of(one, days[user]), id_of(addresses[user]), now)
        for user, turn in told.items()
        for one in turn.reminded
    ]
    tx.reminders.plan([one for one in planned if one.posting in fresh])
    tx.reminders.plan(
        [
            replace(one, outcome=Outcome.SUPPRESSED, settled_at=now, reason=why_not[one.user])
            for one in planned
            if one.user in why_not
        ]
    )


def _list_of(workspace: WorkspaceId, user: UserId, day: date) -> Address:
    key = f"{user}:{day.isoformat()}"
    return Address(workspace=workspace, kind=PostingKind.REMINDER, key=key, user=user, subject=DAILY)


def _asked_for(deployment: Deployment, user: UserId, lead: UserId, now: datetime) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.REMINDER,
        key=f"{deployment.id}:{user}:{now.date().isoformat()}",
        deployment_id=deployment.id,
        user=user,
        subject=lead,
    )


def _asked(deployment: Deployment, address: Address, user: UserId, now: datetime) -> list[Reminder]:
    return [
        Reminder(deployment.workspace, user, deployment.id, item.section.key, Cause.ASKED, id_of(address), now)
        for item in open_items(deployment)
        if user in item.state.owners
    ]
