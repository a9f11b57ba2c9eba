"""Which days there are for reminders and due dates, written down from the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta


def nine_from(day: date) -> datetime:
    """Return nine o'clock of the first working day from this one on."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), UTC)


def midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), UTC)


def days_of(progressed: date, due: date | None, until: date) -> list[date]:
    """Return on which days to remind, up to one."""
    after = [progressed + timedelta(days=number) for number in range(1, (until - progressed).days + 1)]
    if due is None:
        working = [day for day in after if day.weekday() < 5]
        return [day for day in after if len(working) > 1 and (day - working[1]).days % 7 == 0 and day >= working[1]]
    start = max(due, progressed)
    ahead = {-2, 0} if due > progressed else set()
    return [day for day in after if (late := (day - start).days) in {1, 3, 7} | ahead or (late > 7 and late % 7 == 0)]


def is_past(due: date | None, now: datetime) -> bool:
    """Say whether a day is over everywhere on Earth."""
    return due is not None and due < (now - timedelta(days=1)).date()
