"""When somebody may be written to: their hour, their working days, their quiet hours, their country's holidays.

All of it is counted on the local calendar, and each candidate is converted to UTC once: adding 24 hours would be an
hour off after a change of the clocks. A time that the clocks jump over becomes the first instant after the jump, a
time that comes twice counts the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import Refused

_HORIZON = 400
"""Days looked ahead; more than a year, so that every holiday of a country has been met once."""


class Holidays(Protocol):
    """Knows the public holidays of countries."""

    def __call__(self, country: str, day: date, /) -> str:
        """Return the holiday's name, empty when it is none or the country is unknown."""


def no_holidays(_country: str, _day: date) -> str:
    """Know of no holidays at all."""
    return ""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` until just before `end`, over midnight when `end` is the earlier one."""

    start: time
    end: time

    def hold(self, at: time) -> bool:
        """Say whether a time of day is inside."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Preferences:
    """When somebody wants to be reminded; Monday is 0.

    Without a `country` no holidays are kept. `zone` is an IANA name; when it is empty, Slack's counts. `has_digest`
    is False for those who want no daily list; what is assigned or escalated to them reaches them all the same.
    """

    hour: time = time(9)
    weekdays: frozenset[int] = frozenset(range(5))
    quiet: QuietHours | None = None
    country: str = ""
    zone: str = ""
    has_digest: bool = True


def checked(preferences: Preferences) -> Preferences:
    """Return them. Raises Refused, its field being the one that is wrong, for what would never let a word through."""
    quiet = preferences.quiet
    if not preferences.weekdays:
        raise Refused("Choose at least one working day.", field="weekdays")
    if quiet and quiet.start == quiet.end:
        raise Refused("Quiet hours need two different times, or none.", field="quiet_end")
    if quiet and quiet.hold(preferences.hour):
        raise Refused(f"{preferences.hour:%H:%M} is inside your quiet hours. Choose another time.", field="hour")
    if preferences.zone and not is_zone(preferences.zone):
        raise Refused("No time zone has this name. Write it like Europe/Berlin, or leave it empty.", field="zone")
    return preferences


def is_zone(name: str) -> bool:
    """Say whether there is a time zone of this name."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def zone_of(name: str) -> tzinfo:
    """Return the zone with this IANA name; UTC when it is empty or unknown, since Slack may keep it to itself."""
    return ZoneInfo(name) if name and is_zone(name) else UTC


def local_time(moment: datetime, preferences: Preferences, zone: str) -> datetime:
    """Return what the person's clock shows; `zone` is what Slack says, the preferences win."""
    return moment.astimezone(zone_of(preferences.zone or zone))


def is_allowed(moment: datetime, preferences: Preferences, zone: str, holidays: Holidays) -> bool:
    """Say whether the person may be written to at this moment."""
    day = local_time(moment, preferences, zone).date()
    if is_quiet(moment, preferences, zone) or day.weekday() not in preferences.weekdays:
        return False
    return _is_working_day(day, preferences, holidays) or not any(_working_days(day, preferences, holidays))


def is_quiet(moment: datetime, preferences: Preferences, zone: str) -> bool:
    """Say whether a moment is inside the person's quiet hours."""
    return _is_quiet(local_time(moment, preferences, zone).time(), preferences)


def next_allowed(moment: datetime, preferences: Preferences, zone: str, holidays: Holidays) -> datetime:
    """Return the first moment after this one, in UTC, at the person's hour on one of their working days.

    On a day on which that hour is quiet it is the first one after it that is not. Should every working day of a
    year be a holiday, holidays are not kept: a reminder may come late, but never not at all.
    """
    today = local_time(moment, preferences, zone).date()
    kept = _working_days(today, preferences, holidays)
    any_week = _working_days(today, preferences, no_holidays)
    for candidate in chain(_moments(kept, preferences, zone), _moments(any_week, preferences, zone)):
        if candidate > moment:
            return candidate
    raise ValueError("preferences need at least one weekday")


def _working_days(first: date, preferences: Preferences, holidays: Holidays) -> Iterator[date]:
    days = (first + timedelta(days=ahead) for ahead in range(_HORIZON))
    return (day for day in days if _is_working_day(day, preferences, holidays))


def _moments(days: Iterator[date], preferences: Preferences, zone: str) -> Iterator[datetime]:
    place = zone_of(preferences.zone or zone)
    for day in days:
        found = _moment_on(day, preferences, place)
        if found:
            yield found


def _moment_on(day: date, preferences: Preferences, zone: tzinfo) -> datetime | None:
    """Return the first instant of a day from the hour on that is not quiet; None when the clocks leave none."""
    quiet, hour = preferences.quiet, preferences.hour
    if quiet and quiet.hold(hour):
        hour = quiet.end
    found = first_instant(datetime.combine(day, hour), zone)
    # The end of a jump may be quiet although the hour was not, or belong to another day.
    if quiet and quiet.hold(found.astimezone(zone).time()):
        found = first_instant(datetime.combine(day, quiet.end), zone)
    reached = found.astimezone(zone)
    fits = reached.date() == day and reached.time() >= hour and not _is_quiet(reached.time(), preferences)
    return found if fits else None


def first_instant(wall: datetime, zone: tzinfo) -> datetime:
    """Convert a wall-clock time to UTC: the first time in a fold, the end of the jump in a gap."""
    late, early = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    offset_after_jump = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == offset_after_jump:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)


def _is_working_day(day: date, preferences: Preferences, holidays: Holidays) -> bool:
    if day.weekday() not in preferences.weekdays:
        return False
    return not (preferences.country and holidays(preferences.country, day))


def _is_quiet(at: time, preferences: Preferences) -> bool:
    return preferences.quiet is not None and preferences.quiet.hold(at)
