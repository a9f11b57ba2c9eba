"""Until when a list of reminders is put off: what people ask for, as a moment on their own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.domain.errors import Refused
from bot.domain.worktime import Holidays, Preferences, first_instant, is_quiet, local_time, next_allowed, no_holidays

LONGEST_DAYS = 90
_DAY = timedelta(days=1)


class Pause(StrEnum):
    """How long a list is put off with one click."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Clock:
    """Somebody's own clock and calendar; `zone` is what Slack says."""

    preferences: Preferences
    zone: str = ""
    holidays: Holidays = no_holidays

    def after(self, moment: datetime) -> datetime:
        """Return the next time at which a list would come by itself."""
        return next_allowed(moment, self.preferences, self.zone, self.holidays)

    def awake(self, moment: datetime) -> datetime:
        """Return this moment, or when it is inside the quiet hours, the next time at which a list would come."""
        return self.after(moment) if is_quiet(moment, self.preferences, self.zone) else moment

    def tomorrow(self, now: datetime, at: time) -> datetime:
        """Return a time of the next day, in UTC."""
        local = local_time(now, self.preferences, self.zone)
        return first_instant(datetime.combine(local.date() + _DAY, at), local.tzinfo or UTC)


def pause_ends(pause: Pause, now: datetime, clock: Clock) -> datetime:
    """Return when a list that is put off comes again; never inside quiet hours."""
    ends: dict[Pause, Callable[[], datetime]] = {
        Pause.HOUR: lambda: now + timedelta(hours=1),
        Pause.TOMORROW: lambda: clock.tomorrow(now, clock.preferences.hour),
        Pause.WORKING_DAY: lambda: clock.after(clock.tomorrow(now, time()) - timedelta(microseconds=1)),
    }
    return clock.awake(ends[pause]())


def checked_until(until: datetime, now: datetime, clock: Clock) -> datetime:
    """Return a moment that somebody picked. Raises Refused when it is past, far away, or in their quiet hours."""
    if until <= now:
        raise Refused("Pick a time that is still to come.", field="until")
    if until > now + timedelta(days=LONGEST_DAYS):
        raise Refused(f"Pick a time within the next {LONGEST_DAYS} days.", field="until")
    if is_quiet(until, clock.preferences, clock.zone):
        raise Refused("That is inside your quiet hours. Pick another time.", field="until")
    return until
