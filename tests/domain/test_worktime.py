"""Nobody is written to outside their own working time, through every change of the clocks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.domain.worktime import (
    Preferences,
    QuietHours,
    checked,
    is_allowed,
    local_time,
    next_allowed,
    no_holidays,
)

ZONES = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Santiago", "America/Havana", "America/Sao_Paulo",
    "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Tehran", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Apia", "Pacific/Chatham", "Antarctica/Troll", "UTC",
)  # fmt: skip
"""Jumps at midnight, of half an hour, of two hours and of a whole day are among theirs."""
FIRST_YEAR, LAST_YEAR = 2010, 2026
WEDNESDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """Return the moments at which the zone's clocks change, to the minute."""
    place, start = ZoneInfo(zone), datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range((LAST_YEAR + 1 - FIRST_YEAR) * 365)]
    changing = [day for day in days if offset(day, place) != offset(day + timedelta(days=1), place)]
    minutes = range(24 * 60 + 1)

    def has_changed(day: datetime, minute: int) -> bool:
        return offset(day + timedelta(minutes=minute), place) != offset(day, place)

    changes = [day + timedelta(minutes=bisect_left(minutes, x=True, key=partial(has_changed, day))) for day in changing]
    return tuple(changes) or (start,)


def offset(moment: datetime, place: ZoneInfo) -> timedelta | None:
    return moment.astimezone(place).utcoffset()


def some_holidays(country: str, day: date) -> str:
    """Every date that 3 divides is a holiday in one country."""
    return "Third day" if country == "XX" and day.day % 3 == 0 else ""


quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
nightly = st.builds(time, st.integers(0, 3), st.sampled_from([0, 15, 30, 45]))
hours = st.one_of(quarters, nightly)
quiet = st.builds(QuietHours, hours, hours).filter(lambda quiet: quiet.start != quiet.end)
preferences = st.builds(
    Preferences,
    hour=hours,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    quiet=st.one_of(st.none(), quiet),
    country=st.sampled_from(["", "XX"]),
)
near_transitions = st.sampled_from(ZONES).flatmap(
    lambda zone: st.tuples(
        st.just(zone),
        st.builds(
            lambda at, minutes: at + timedelta(minutes=minutes),
            st.sampled_from(transitions(zone)),
            st.integers(-3 * 1440, 2 * 1440),
        ),
    )
)


def brute_force(moment: datetime, wanted: Preferences, zone: str) -> datetime:
    """Walk through UTC minute by minute: a day's moment is the first one from the hour on that is not quiet."""
    hour = wanted.quiet.end if wanted.quiet and wanted.quiet.hold(wanted.hour) else wanted.hour
    minute, place = moment.replace(second=0, microsecond=0) - timedelta(days=3), ZoneInfo(zone)
    met = {minute.astimezone(place).date()}
    while True:
        minute += timedelta(minutes=1)
        local = minute.astimezone(place)
        day, at = local.date(), local.time()
        if day in met or at < hour or (wanted.quiet and wanted.quiet.hold(at)):
            continue
        met.add(day)
        is_free = wanted.country and some_holidays(wanted.country, day)
        if minute > moment and day.weekday() in wanted.weekdays and not is_free:
            return minute


@settings(max_examples=100, deadline=None)
@given(near_transitions, preferences)
def test_it_agrees_with_a_walk_through_time(case: tuple[str, datetime], wanted: Preferences) -> None:
    """Around every change of the clocks the next moment is the one that a walk in UTC finds."""
    zone, moment = case
    assert next_allowed(moment, wanted, zone, some_holidays) == brute_force(moment, wanted, zone)


@example(
    ("America/Santiago", datetime(2010, 10, 10, 3, 59, tzinfo=UTC)),
    Preferences(time(0), frozenset({0, 6}), QuietHours(time(0, 15), time(0))),
)
@given(near_transitions, preferences)
def test_the_next_moment_is_an_allowed_one(case: tuple[str, datetime], wanted: Preferences) -> None:
    """What is scheduled never falls on a free day, on a holiday or into quiet hours, and always lies ahead."""
    zone, moment = case
    found = next_allowed(moment, wanted, zone, some_holidays)

    assert found > moment
    assert is_allowed(found, wanted, zone, some_holidays)


def test_nine_o_clock_comes_once_a_working_day() -> None:
    """From each moment to the next it is nine, and every working day of a year has its own."""
    moment, days = datetime(2026, 1, 1, tzinfo=UTC), []
    while moment.year == 2026:
        moment = next_allowed(moment, Preferences(), "Europe/Berlin", no_holidays)
        days.append(moment.astimezone(ZoneInfo("Europe/Berlin")))

    assert {local.time() for local in days} == {time(9)}
    assert len({local.date() for local in days if local.year == 2026}) == 261


@pytest.mark.parametrize(
    ("zone", "hour", "moment", "expected"),
    [
        ("Europe/Berlin", time(2, 30), "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Berlin", time(2, 30), "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Africa/Cairo", time(0), "2026-04-23T12:00", "2026-04-23T22:00"),
        ("Australia/Lord_Howe", time(2, 15), "2026-10-03T12:00", "2026-10-03T15:30"),
        ("Pacific/Apia", time(9), "2011-12-29T20:00", "2011-12-30T19:00"),
    ],
)
def test_jumps_and_doubled_hours(zone: str, hour: time, moment: str, expected: str) -> None:
    """A skipped time becomes the end of the jump, a doubled one is its first, and a skipped day has none."""
    wanted = Preferences(hour=hour, weekdays=frozenset(range(7)))
    found = next_allowed(datetime.fromisoformat(f"{moment}Z"), wanted, zone, no_holidays)

    assert found == datetime.fromisoformat(f"{expected}Z")


def test_the_persons_own_zone_wins_over_slacks() -> None:
    """Whoever lives by another clock than Slack shows is reminded by it."""
    own = Preferences(zone="Asia/Tokyo")

    assert next_allowed(WEDNESDAY, own, "Europe/Berlin", no_holidays) == datetime(2026, 3, 5, 0, tzinfo=UTC)
    assert local_time(WEDNESDAY, own, "Europe/Berlin").hour == 21
    assert local_time(WEDNESDAY, Preferences(), "Europe/Berlin").hour == 13


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe"])
def test_an_unknown_zone_is_utc(zone: str) -> None:
    """Slack may keep a zone to itself; the person is reminded all the same."""
    assert next_allowed(WEDNESDAY, Preferences(), zone, no_holidays) == datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_holidays_are_only_those_of_the_persons_country() -> None:
    """Somebody without a country is reminded on every working day."""
    eve = datetime(2026, 3, 5, 12, tzinfo=UTC)

    assert next_allowed(eve, Preferences(country="XX"), "UTC", some_holidays).day == 10
    assert next_allowed(eve, Preferences(country="YY"), "UTC", some_holidays).day == 6
    assert next_allowed(eve, Preferences(), "UTC", some_holidays).day == 6


def test_a_country_of_endless_holidays_keeps_none() -> None:
    """A reminder may come late, but never not at all."""
    sundays = Preferences(weekdays=frozenset({6}), country="SE")

    def always(_country: str, _day: date) -> str:
        return "Feast"

    found = next_allowed(WEDNESDAY, sundays, "UTC", always)

    assert found == datetime(2026, 3, 8, 9, tzinfo=UTC)
    assert is_allowed(found, sundays, "UTC", always)


def test_quiet_hours_may_go_over_midnight() -> None:
    """From ten in the evening until seven nothing comes; at seven it may."""
    night = Preferences(quiet=QuietHours(time(22), time(7)))
    allowed = [hour for hour in range(24) if is_allowed(WEDNESDAY.replace(hour=hour), night, "UTC", no_holidays)]

    assert allowed == list(range(7, 22))


def test_an_hour_inside_quiet_hours_moves_to_their_end() -> None:
    """Quiet hours win over an hour that was stored before them."""
    night = Preferences(hour=time(6), quiet=QuietHours(time(22), time(7)))

    assert next_allowed(WEDNESDAY, night, "UTC", no_holidays) == datetime(2026, 3, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Preferences(weekdays=frozenset()), "weekdays"),
        (Preferences(quiet=QuietHours(time(7), time(7))), "quiet_end"),
        (Preferences(hour=time(23), quiet=QuietHours(time(22), time(7))), "hour"),
        (Preferences(zone="Berlin"), "zone"),
        (Preferences(zone="../etc/passwd"), "zone"),
        (Preferences(zone="Europe"), "zone"),
    ],
)
def test_preferences_that_let_nothing_through_are_refused(wrong: Preferences, field: str) -> None:
    """The refusal names the field that has to change."""
    with pytest.raises(Refused) as refusal:
        checked(wrong)

    assert refusal.value.field == field


def test_sensible_preferences_are_kept() -> None:
    """What is refused are mistakes, not habits."""
    habits = Preferences(time(8, 30), frozenset({6, 0, 1}), QuietHours(time(18), time(8)), "IL", "Asia/Jerusalem")

    assert checked(habits) == habits
    assert checked(replace(habits, quiet=None, has_digest=False)) is not None


def test_preferences_need_a_day() -> None:
    """A week without any working day is a mistake, not silence for ever."""
    with pytest.raises(ValueError, match="at least one weekday"):
        next_allowed(WEDNESDAY, Preferences(weekdays=frozenset()), "UTC", no_holidays)
