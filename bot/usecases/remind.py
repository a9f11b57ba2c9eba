"""Remind people of what is open: when their time has come, or when the lead asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import DeploymentClosed
from bot.domain.ownership import open_items, waiting_people
from bot.domain.people import Act, UserId, WorkspaceId
from bot.domain.permissions import Action, require
from bot.domain.rhythm import Calendar, Cause, Told, Turn, Waiting, cause_of, turn_of
from bot.domain.worktime import Holidays
from bot.usecases.change import accept, act_of
from bot.usecases.due_times import calendars_of
from bot.usecases.escalate import pass_on
from bot.usecases.ports import Digest, Ports, Request, Transaction
from bot.usecases.postings import Address, PostingKind, id_of
from bot.usecases.reminder_log import GONE, MUTED, NO_LIST, PUT_OFF, Outcome, Reminder

BATCH = 100
"""Digests claimed in one transaction; a crash in between gives all of them back."""
_ASIDE = timedelta(hours=1)
DAILY = "daily"
SNOOZED = "snoozed"
"""Subjects of a reminder that the clock asked for, and of one put off; otherwise it is the user id of the lead."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who is reminded now, who after their quiet hours, and who is not.

    Not reminded is who has had a list `already` today and nothing is new since, who has put lists off (`snoozed`), and
    who wants to hear nothing of this deployment (`muted`).
    """

    deployment: Deployment
    now: tuple[UserId, ...] = ()
    later: tuple[UserId, ...] = ()
    already: tuple[UserId, ...] = ()
    snoozed: tuple[UserId, ...] = ()
    muted: tuple[UserId, ...] = ()


def send_due_digests(ports: Ports) -> int:
    """Claim due digests and ask for their messages, in one transaction; return how many were claimed."""
    now = ports.clock()
    with ports.work.writing() as tx:
        claimed = tx.digests.claim_due(now, BATCH)
        for workspace in {digest.workspace for digest in claimed}:
            mine = [digest for digest in claimed if digest.workspace == workspace]
            _take_turns(tx, mine, ports.holidays, now)
    return len(claimed)


def set_aside(ports: Ports) -> Digest | None:
    """Put the digest that has been due longest off for a while, and return it: for when one of them breaks the rest."""
    now = ports.clock()
    with ports.work.writing() as tx:
        claimed = tx.digests.claim_due(now, 1)
        tx.digests.put_back([replace(one, due_at=now + _ASIDE) for one in claimed])
    return claimed[0] if claimed else None


def send_digest(ports: Ports, digest: Digest) -> None:
    """Ask for the messages of one digest that was set aside, and set its next time."""
    with ports.work.writing() as tx:
        _take_turns(tx, [digest], ports.holidays, ports.clock())


def remind_now(ports: Ports, request: Request, deployment_id: DeploymentId) -> Reminded:
    """Ask for one direct message to everybody with something to go on with.

    Whoever has had a list today, by the clock or because somebody asked, gets another one only when something is new.
    Nobody is disturbed in their quiet hours: what is asked for then waits for the first moment after them.
    """
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.REMIND, act, deployment)
        waiting = waiting_people(deployment, act.today)
        if not waiting:
            why = (
                "Nobody has claimed what groups were given"
                if _is_for_groups(deployment)
                else "Nobody has anything to do"
            )
            raise DeploymentClosed(f"{why} here, so there is nobody to remind.")
        calendars = calendars_of(tx, deployment.workspace, waiting, ports.holidays)
        asking = _Asking(tx, deployment, act, calendars)
        groups: dict[str, list[UserId]] = defaultdict(list)
        for user, answer in asking.all_of(waiting).items():
            groups[answer].append(user)
    return Reminded(deployment, **{answer: tuple(users) for answer, users in groups.items()})


def _is_for_groups(deployment: Deployment) -> bool:
    return any(state.groups and not state.owners for state in deployment.sections.values())


def _take_turns(tx: Transaction, claimed: Sequence[Digest], holidays: Holidays, now: datetime) -> None:
    """Decide for everybody of a workspace whose time has come, with few statements however many they are."""
    workspace, users = claimed[0].workspace, [digest.user for digest in claimed]
    calendars = calendars_of(tx, workspace, users, holidays)
    mine: Mapping[UserId, list[Waiting]] = defaultdict(list)
    for waiting in tx.reminders.waiting(workspace, users):
        mine[waiting.user].append(waiting)
    passed_on = tx.reminders.passed_on({one.deployment for waiting in mine.values() for one in waiting})
    turns = [(one, turn_of(mine[one.user], now, Told(one.told_at, passed_on), calendars[one.user])) for one in claimed]
    told = [_Told(one.user, turn, calendars[one.user], now) for one, turn in turns if turn.reminded]
    _want_lists(tx, workspace, told, now)
    tx.silences.wake(workspace, [one.user for one, turn in turns if turn.ends_snooze])
    pass_on(tx, workspace, [pair for _, turn in turns for pair in turn.passed_on], now, holidays)
    tx.digests.put_back(
        [replace(one, due_at=turn.next_at, told_at=now if turn.reminded else one.told_at) for one, turn in turns]
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """Somebody whose time has come, and of what."""

    user: UserId
    turn: Turn
    calendar: Calendar
    now: datetime

    def address(self, workspace: WorkspaceId) -> Address:
        """Return one message a day, and one more after a snooze."""
        key, subject = f"{self.user}:{self.calendar.day_of(self.now).isoformat()}", DAILY
        if self.turn.ends_snooze and self.calendar.snoozed_until:
            key, subject = f"{key}:{self.calendar.snoozed_until.isoformat()}", SNOOZED
        return Address(workspace, PostingKind.REMINDER, key, user=self.user, subject=subject)

    def why_not(self, one: Waiting, gone: Collection[UserId]) -> str:
        """Say why a section is left out; a list that was put off is one that somebody wants to have."""
        if self.user in gone:
            return GONE
        if not (self.calendar.has_list or self.turn.ends_snooze):
            return NO_LIST
        return MUTED if one.is_muted else ""


def _want_lists(tx: Transaction, workspace: WorkspaceId, told: Sequence[_Told], now: datetime) -> None:
    gone = {
        user for user, known in tx.people.find(workspace, [one.user for one in told]).items() if known.person.is_gone
    }
    addresses = {one.user: one.address(workspace) for one in told}
    planned = [
        Reminder(
            workspace,
            one.user,
            waiting.deployment,
            waiting.section,
            cause_of(waiting, one.calendar.day_of(now)),
            id_of(addresses[one.user]),
            now,
            reason=one.why_not(waiting, gone),
        )
        for one in told
        for waiting in one.turn.reminded
    ]
    heard = {one.user for one in planned if not one.reason}
    fresh = tx.postings.want_new([address for user, address in addresses.items() if user in heard], at=now)
    tx.reminders.plan([one for one in planned if not one.reason and one.posting in fresh])
    tx.reminders.plan([replace(one, outcome=Outcome.SUPPRESSED, settled_at=now) for one in planned if one.reason])


@dataclass(frozen=True, slots=True)
class _Asking:
    """A lead who asks that people be reminded."""

    tx: Transaction
    deployment: Deployment
    act: Act
    calendars: Mapping[UserId, Calendar]

    def all_of(self, users: Sequence[UserId]) -> dict[UserId, str]:
        """Ask for the messages; return in which part of `Reminded` each person belongs."""
        tx, workspace = self.tx, self.deployment.workspace
        listed, snoozed = tx.reminders.listed(workspace, users), tx.silences.snoozed(workspace, users)
        mine = [one for one in tx.reminders.waiting(workspace, users) if one.deployment == self.deployment.id]
        changed = {user: max(one.progressed_at for one in mine if one.user == user) for user in {o.user for o in mine}}
        muted = {one.user for one in mine if one.is_muted}
        answers: dict[UserId, str] = {}
        for user in users:
            if snoozed.get(user, self.act.at) > self.act.at:
                answers[user] = self._suppress(user, PUT_OFF, "snoozed")
            elif user in muted:
                answers[user] = self._suppress(user, MUTED, "muted")
            else:
                answers[user] = self._ask(user, listed.get(user), changed.get(user, self.deployment.opened_at))
        return answers

    def _suppress(self, user: UserId, reason: str, answer: str) -> str:
        now = self.act.at
        planned = _asked(self.deployment, _asked_for(self.deployment, user, self.act, reason), user, now)
        self.tx.reminders.plan(
            [replace(one, outcome=Outcome.SUPPRESSED, settled_at=now, reason=reason) for one in planned]
        )
        return answer

    def _ask(self, user: UserId, listed: datetime | None, changed: datetime) -> str:
        calendar, now = self.calendars[user], self.act.at
        is_told = listed is not None and calendar.day_of(listed) >= calendar.day_of(now)
        if listed is not None and is_told and changed <= listed:
            return "already"
        at = calendar.next_moment(now) if calendar.is_quiet(now) else now
        address = _asked_for(self.deployment, user, self.act, f"{calendar.day_of(now)}{f':{now}' if is_told else ''}")
        if not self.tx.postings.want_new([address], at=at):
            return "already"
        self.tx.reminders.plan(_asked(self.deployment, address, user, at))
        self.tx.digests.tell(self.deployment.workspace, {user: at})
        return "later" if at > now else "now"


def _asked_for(deployment: Deployment, user: UserId, act: Act, occasion: str) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.REMINDER,
        key=f"{deployment.id}:{user}:{occasion}",
        deployment_id=deployment.id,
        user=user,
        subject=act.by,
    )


def _asked(deployment: Deployment, address: Address, user: UserId, now: datetime) -> list[Reminder]:
    return [
        Reminder(deployment.workspace, user, deployment.id, item.section.key, Cause.ASKED, id_of(address), now)
        for item in open_items(deployment, now.date())
        if user in item.turn and item.can_go_on
    ]
