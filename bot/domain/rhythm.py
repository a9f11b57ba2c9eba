"""On which days somebody is reminded of a section, and why: pure functions of the state and a calendar.

Days are counted from the due date, or, where there is none, from the last progress. Progress is what happened to the
section, or what the person did in its deployment; it starts the count anew, and its own day is never a day to remind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import chain, count

from bot.domain.checklist import SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.events import EventKind
from bot.domain.marks import Mark
from bot.domain.people import ChannelId, UserId
from bot.domain.policy import ReminderDays

NO_PROGRESS = frozenset({EventKind.LEAD_CHANGED, EventKind.DUE_CHANGED})
"""Events that tell nothing of the work; every other one does."""

IDLE = 2
"""Working days without progress after which a section without a due date is overdue."""
HELD_UP = 3
"""Working days after which a lead hears again of what is blocked."""
AGAIN = 7
"""Days from one reminder to the next once a checklist names no more days."""

_NOBODY, _NOWHERE = UserId(""), ChannelId("")
_DEFAULT_DAYS = ReminderDays()
_DAY = timedelta(days=1)
_WORKING_TIME = timedelta(hours=9)
_INSTANT = timedelta(microseconds=1)
_FAR_OFF = timedelta(days=3653)
"""A due date beyond these ten years is not waited for."""


class Cause(StrEnum):
    """Why a reminder comes."""

    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    LATE = "late"
    IDLE = "idle"
    ASKED = "asked"
    ESCALATED = "escalated"
    IN_THREAD = "in_thread"
    UNASSIGNED = "unassigned"
    UNCLAIMED = "unclaimed"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    STILL_BLOCKED = "still_blocked"


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody may be reminded; `next_moment` returns the first such moment after a given one, in UTC.

    `allows` says whether they may be at a given one: the clock may come late, and their wishes may have changed.
    Whoever does not have a list, or has put it off until `snoozed_until`, is told of nothing, but what waits for them
    is passed on all the same. A list that was put off may come at any moment that is not quiet.
    """

    zone: tzinfo
    next_moment: Callable[[datetime], datetime]
    allows: Callable[[datetime], bool] = lambda _moment: True
    is_quiet: Callable[[datetime], bool] = lambda _moment: False
    has_list: bool = True
    snoozed_until: datetime | None = None

    def day_of(self, moment: datetime) -> date:
        """Return the date on the person's calendar."""
        return moment.astimezone(self.zone).date()

    def end_of(self, moment: datetime) -> datetime:
        """Return the last moment of its day on the person's calendar."""
        midnight = datetime.combine(self.day_of(moment) + _DAY, time(), self.zone)
        return midnight.astimezone(UTC) - _INSTANT

    def moment_from(self, day: date) -> datetime:
        """Return the first moment for a reminder on this day or later."""
        midnight = datetime.combine(day, time(), self.zone).astimezone(UTC)
        return self.next_moment(midnight - _INSTANT)

    def holds(self, moment: datetime) -> bool:
        """Say whether a reminder that comes late may come now: in the hours after the person's own, else tomorrow."""
        return self.allows(moment) and self.next_moment(moment - _WORKING_TIME) <= moment

    def working_time(self, moment: datetime) -> datetime:
        """Return this moment when a reminder may come now, else the next at which one may."""
        return moment if self.holds(moment) else self.next_moment(moment)

    def wakes(self, moment: datetime) -> bool:
        """Say whether a list that was put off may come now: in the hours after the end of the snooze, else tomorrow."""
        if self.snoozed_until is None or moment < self.snoozed_until:
            return False
        return (moment < self.snoozed_until + _WORKING_TIME and not self.is_quiet(moment)) or self.holds(moment)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A section that waits for its owner, as far as reminders need to know it.

    `progressed_at` also counts what the person did elsewhere in the deployment, `touched_at` does not. A section that
    nobody owns waits for its lead, who is then the `user`, to find somebody; one that `is_for_group` does so only once
    nobody of the group has claimed it by the time of the first reminder. What `is_muted` is in no list.
    What is `blocked` waits for its lead as well, whoever owns it.
    """

    user: UserId
    deployment: DeploymentId
    section: SectionKey
    due: date | None
    progressed_at: datetime
    lead: UserId = _NOBODY
    channel: ChannelId = _NOWHERE
    is_owned: bool = True
    is_for_group: bool = False
    is_muted: bool = False
    touched_at: datetime | None = None
    blocked: Mark | None = None
    days: ReminderDays = _DEFAULT_DAYS


def overdue_on(waiting: Waiting, calendar: Calendar) -> date:
    """Return the day from which lateness counts: the due date, or that of later progress."""
    progressed_on = calendar.day_of(waiting.progressed_at)
    if waiting.due is not None:
        return max(min(waiting.due, progressed_on + _FAR_OFF), progressed_on)
    day = progressed_on
    for _ in range(IDLE):
        day = calendar.day_of(calendar.moment_from(day + _DAY))
    return day


def reminder_days(waiting: Waiting, calendar: Calendar) -> Iterator[date]:
    """Yield the days on which to remind of this section, without end; none is the day of the progress."""
    overdue = overdue_on(waiting, calendar)
    if waiting.due is None:
        planned: Iterable[date] = [overdue]
        last = overdue
    else:
        progressed_on = calendar.day_of(waiting.progressed_at)
        ahead = (overdue - timedelta(days=days) for days in sorted(waiting.days.before_due, reverse=True))
        planned = chain(
            (day for day in ahead if day > progressed_on), (overdue + _DAY * days for days in waiting.days.late)
        )
        last = overdue + _DAY * max(waiting.days.late, default=0)
    yield from planned
    yield from (last + _DAY * AGAIN * times for times in count(1))


def next_reminder(waiting: Waiting, after: datetime, calendar: Calendar) -> datetime:
    """Return the first moment after the given one at which to remind of this section."""
    moments = (calendar.moment_from(day) for day in reminder_days(waiting, calendar))
    return next(moment for moment in moments if moment > after)


def cause_of(waiting: Waiting, today: date) -> Cause:
    """Say why a section's owner is reminded today."""
    if waiting.due is None:
        return Cause.IDLE
    if waiting.due < today:
        return Cause.LATE
    return Cause.DUE_TODAY if waiting.due == today else Cause.DUE_SOON


@dataclass(frozen=True, slots=True)
class Told:
    """What was said already: when this person had their last list, and when each section was last passed on."""

    at: datetime | None = None
    passed_on: Mapping[tuple[DeploymentId, SectionKey, Cause], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the clock makes of one person now, and when to look again; None when nothing waits.

    `reminded` goes to the person, and is everything of theirs when it `ends_snooze`. `passed_on` is for others: the
    lead, or everybody in the thread.
    """

    reminded: tuple[Waiting, ...]
    passed_on: tuple[tuple[Cause, Waiting], ...]
    next_at: datetime | None
    ends_snooze: bool = False


def turn_of(mine: Iterable[Waiting], now: datetime, told: Told, calendar: Calendar) -> Turn:
    """Decide what is said now of what waits for one person."""
    waiting = tuple(mine)
    owned = tuple(one for one in waiting if one.is_owned)
    reminded, list_at = _list_of(owned, now, told, calendar)
    passed_on, pass_at = _passed_on(waiting, now, told, calendar)
    is_over = calendar.snoozed_until is not None and calendar.snoozed_until <= now
    return Turn(
        reminded,
        passed_on,
        min(filter(None, (list_at, pass_at)), default=None),
        ends_snooze=is_over and (bool(reminded) or not owned),
    )


def _list_of(
    owned: tuple[Waiting, ...], now: datetime, told: Told, calendar: Calendar
) -> tuple[tuple[Waiting, ...], datetime | None]:
    """Return what the person is reminded of now, and when there is more."""
    ahead = min((next_reminder(one, now, calendar) for one in owned), default=None)
    if not owned or calendar.wakes(now):
        return owned, ahead
    if calendar.snoozed_until:
        return (), calendar.snoozed_until if now < calendar.snoozed_until else calendar.next_moment(now)
    due = tuple(one for one in owned if _is_due(one, now, told, calendar))
    return ((), calendar.next_moment(now)) if due and not calendar.holds(now) else (due, ahead)


def _passed_on(
    waiting: tuple[Waiting, ...], now: datetime, told: Told, calendar: Calendar
) -> tuple[tuple[tuple[Cause, Waiting], ...], datetime | None]:
    """Return what others are told now, and when there is more; putting off a list does not put this off."""
    steps = [(cause, one, at) for one in waiting for cause, at in _steps(one, told, calendar)]
    due = tuple(
        (cause, one) for cause, one, at in steps if at <= now and not _was_passed_on(cause, one, told, calendar)
    )
    if due and not calendar.holds(now):
        return (), calendar.next_moment(now)
    known = {**told.passed_on, **{(one.deployment, one.section, cause): now for cause, one in due}}
    after = Told(told.at, known)
    return due, min((at for one in waiting for _, at in _steps(one, after, calendar) if at > now), default=None)


def _is_due(one: Waiting, now: datetime, told: Told, calendar: Calendar) -> bool:
    # One list a day, also when somebody asked for it: what else that day would bring counts as told.
    since = max(calendar.end_of(told.at), one.progressed_at) if told.at else one.progressed_at
    return next_reminder(one, since, calendar) <= now


def _steps(one: Waiting, told: Told, calendar: Calendar) -> Iterator[tuple[Cause, datetime]]:
    """Yield when a section without progress is passed on; a lead is not told of their own."""
    if one.blocked:
        yield Cause.STILL_BLOCKED, _brought_up(one, one.blocked, told, calendar)
        return
    if not one.is_owned and one.is_for_group:
        yield Cause.UNCLAIMED, next_reminder(one, one.progressed_at, calendar)
        return
    if not one.is_owned:
        yield Cause.UNASSIGNED, calendar.moment_from(calendar.day_of(one.progressed_at) + _DAY)
        return
    overdue = overdue_on(one, calendar)
    if one.user != one.lead:
        yield Cause.ESCALATED, calendar.moment_from(overdue + _DAY * one.days.lead_after)
    yield Cause.IN_THREAD, calendar.moment_from(overdue + _DAY * one.days.thread_after)


def _brought_up(one: Waiting, blocked: Mark, told: Told, calendar: Calendar) -> datetime:
    """Return when the lead hears of what is blocked: at once if they never did, else some working days after that."""
    causes = (Cause.BLOCKED, Cause.STILL_BLOCKED)
    heard = [at for cause in causes if (at := told.passed_on.get((one.deployment, one.section, cause)))]
    heard = [at for at in heard if at >= blocked.at] + ([blocked.at] if blocked.by == one.lead else [])
    if not heard:
        return blocked.at
    day = calendar.day_of(max(heard))
    for _ in range(HELD_UP):
        day = calendar.day_of(calendar.moment_from(day + _DAY))
    return calendar.moment_from(day)


def _was_passed_on(cause: Cause, one: Waiting, told: Told, calendar: Calendar) -> bool:
    at = None if cause is Cause.STILL_BLOCKED else told.passed_on.get((one.deployment, one.section, cause))
    if at is None or at < (one.touched_at or one.progressed_at):
        return False
    return cause in {Cause.UNASSIGNED, Cause.UNCLAIMED} or not _was_for_an_earlier_date(cause, one, calendar.day_of(at))


def _was_for_an_earlier_date(cause: Cause, one: Waiting, day: date) -> bool:
    """Say whether the due date was moved since; a day more or less comes of two owners in two time zones."""
    after = one.days.lead_after if cause is Cause.ESCALATED else one.days.thread_after
    return one.due is not None and (one.due - day).days > 1 - after
