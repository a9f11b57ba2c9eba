"""When the holder of a condition is reminded of it: a pure function of its last day, a time zone and now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.worktime import zone_of

AT_LOCAL = time(9)
_DAYS = (-7, 0, 1)
"""A week before the last day, on it, and once it is over."""


def next_condition_reminder(expires: date, zone_name: str, now: datetime) -> datetime | None:
    """Return the first reminder after `now`, in UTC; None when all of them are over."""
    zone = zone_of(zone_name)
    days = [expires + timedelta(days=offset) for offset in _DAYS]
    moments = [datetime.combine(day, AT_LOCAL, zone).astimezone(UTC) for day in days]
    return next((moment for moment in moments if moment > now), None)
