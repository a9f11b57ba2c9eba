"""When a condition is looked at: pure functions of its last day, its holder's time zone and now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import zone_of

AT_LOCAL = time(9)
_DAYS = (-7, 0, 1)
"""A week before the last day, on it, and once it is over."""


def next_look(expires: date, zone_name: str, now: datetime) -> datetime | None:
    """Return when its holder is reminded next or the acceptance ends, in UTC; None when all of that is over."""
    moments = (*_reminders(expires, zone_name), _end_of(expires))
    return min((moment for moment in moments if moment > now), default=None)


def is_reminded(expires: date, zone_name: str, since: datetime, now: datetime) -> bool:
    """Say whether a reminder of its holder lies between two moments, both included."""
    return any(since <= moment <= now for moment in _reminders(expires, zone_name))


def _reminders(expires: date, zone_name: str) -> list[datetime]:
    days = [expires + timedelta(days=offset) for offset in _DAYS]
    return [datetime.combine(day, AT_LOCAL, zone_of(zone_name)).astimezone(UTC) for day in days]


def _end_of(expires: date) -> datetime:
    """Return the moment from which an acceptance no longer holds, which is the same for everybody."""
    return datetime.combine(expires + timedelta(days=1), time(), UTC)
