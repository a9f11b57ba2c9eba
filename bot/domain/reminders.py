"""When somebody is reminded: a pure function of a policy, a time zone and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.domain.worktime import first_instant, zone_of

_WEEK = 7


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """One digest a day at `at_local` on `weekdays` (Monday is 0), in the person's own zone."""

    at_local: time = time(9)
    weekdays: frozenset[int] = frozenset(range(5))


def next_digest_at(now: datetime, zone_name: str, policy: ReminderPolicy) -> datetime:
    """Return the first digest time after `now`, in UTC.

    Dates are counted on the local calendar and each candidate is converted once: adding 24 hours would be an hour
    off after a change of the clocks. A time that the clocks jump over becomes the first instant after the jump, a
    time that comes twice counts the first time.
    """
    zone = zone_of(zone_name)
    today = now.astimezone(zone).date()
    for days in range(_WEEK + 2):
        day = today + timedelta(days=days)
        candidate = first_instant(datetime.combine(day, policy.at_local), zone)
        if day.weekday() in policy.weekdays and candidate > now:
            return candidate
    raise ValueError("a reminder policy needs at least one weekday")
