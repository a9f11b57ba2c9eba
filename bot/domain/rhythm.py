"""On which days somebody is reminded of a section, and why: pure functions of a rhythm, the state and a calendar.

Days are counted from the due date, or, where there is none, from the last progress. Progress is what happened to the
section, or what the person did in its deployment; it starts the count anew, and its own day is never a day to remind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import chain, count

from bot.domain.checklist import SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.events import EventKind
from bot.domain.people import UserId

NO_PROGRESS = frozenset({EventKind.LEAD_CHANGED, EventKind.DUE_CHANGED})
"""Events that tell nothing of the work; every other one does."""

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


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days before the due date, days late, and `again` every so many days after the last of these.

    Where there is no due date, a section is overdue after `idle` working days without progress.
    """

    before_due: tuple[int, ...] = (2, 0)
    late: tuple[int, ...] = (1, 3, 7)
    again: int = 7
    idle: int = 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody may be reminded; `next_moment` returns the first such moment after a given one, in UTC.

    `allows` says whether they may be at a given one: the clock may come late, and their wishes may have changed.
    """

    zone: tzinfo
    next_moment: Callable[[datetime], datetime]
    allows: Callable[[datetime], bool] = lambda _moment: True

    def day_of(self, moment: datetime) -> date:
        """Return the date on the person's calendar."""
        return moment.astimezone(self.zone).date()

    def moment_from(self, day: date) -> datetime:
        """Return the first moment for a reminder on this day or later."""
        midnight = datetime.combine(day, time(), self.zone).astimezone(UTC)
        return self.next_moment(midnight - _INSTANT)

    def holds(self, moment: datetime) -> bool:
        """Say whether a reminder that comes late may come now: in the hours after the person's own, else tomorrow."""
        return self.allows(moment) and self.next_moment(moment - _WORKING_TIME) <= moment


@dataclass(frozen=True, slots=True)
class Waiting:
    """A section that waits for its owner, as far as reminders need to know it."""

    user: UserId
    deployment: DeploymentId
    section: SectionKey
    due: date | None
    progressed_at: datetime


def overdue_on(waiting: Waiting, calendar: Calendar, rhythm: Rhythm) -> date:
    """Return the day from which lateness counts: the due date, or that of later progress."""
    progressed_on = calendar.day_of(waiting.progressed_at)
    if waiting.due is not None:
        return max(min(waiting.due, progressed_on + _FAR_OFF), progressed_on)
    day = progressed_on
    for _ in range(rhythm.idle):
        day = calendar.day_of(calendar.moment_from(day + _DAY))
    return day


def reminder_days(waiting: Waiting, calendar: Calendar, rhythm: Rhythm) -> Iterator[date]:
    """Yield the days on which to remind of this section, without end; none is the day of the progress."""
    overdue = overdue_on(waiting, calendar, rhythm)
    if waiting.due is None:
        planned: Iterable[date] = [overdue]
        last = overdue
    else:
        progressed_on = calendar.day_of(waiting.progressed_at)
        ahead = (overdue - timedelta(days=days) for days in sorted(rhythm.before_due, reverse=True))
        planned = chain((day for day in ahead if day > progressed_on), (overdue + _DAY * days for days in rhythm.late))
        last = overdue + _DAY * max(rhythm.late, default=0)
    yield from planned
    yield from (last + _DAY * rhythm.again * times for times in count(1))


def next_reminder(waiting: Waiting, after: datetime, calendar: Calendar, rhythm: Rhythm) -> datetime:
    """Return the first moment after the given one at which to remind of this section."""
    moments = (calendar.moment_from(day) for day in reminder_days(waiting, calendar, rhythm))
    return next(moment for moment in moments if moment > after)


def cause_of(waiting: Waiting, today: date) -> Cause:
    """Say why a section's owner is reminded today."""
    if waiting.due is None:
        return Cause.IDLE
    if waiting.due < today:
        return Cause.LATE
    return Cause.DUE_TODAY if waiting.due == today else Cause.DUE_SOON


@dataclass(frozen=True, slots=True)
class Turn:
    """What the clock makes of one person now: what to remind of, and when to look again; None when nothing waits."""

    reminded: tuple[Waiting, ...]
    next_at: datetime | None


def turn_of(
    mine: Iterable[Waiting], now: datetime, told_at: datetime | None, calendar: Calendar, rhythm: Rhythm
) -> Turn:
    """Decide whether somebody is reminded now, who was last told at `told_at`."""
    waiting = tuple(mine)

    def is_due(one: Waiting) -> bool:
        since = max(told_at, one.progressed_at) if told_at else one.progressed_at
        return next_reminder(one, since, calendar, rhythm) <= now

    due = tuple(one for one in waiting if is_due(one))
    if due and not calendar.holds(now):
        return Turn((), calendar.next_moment(now))
    return Turn(due, min((next_reminder(one, now, calendar, rhythm) for one in waiting), default=None))
