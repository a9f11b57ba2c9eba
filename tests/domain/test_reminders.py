"""Reminders come at the person's own hour on their working days, through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reminders import ReminderPolicy, next_digest_at

ZONES = (
    "Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Pacific/Apia", "Asia/Kolkata", "UTC",
)  # fmt: skip
EVERY_DAY = frozenset(range(7))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - st adds it


def brute_force(now: datetime, zone: str, policy: ReminderPolicy) -> datetime:
    """Walk minute by minute: a day's moment is the first whose wall clock there has reached the hour."""
    minute = now.replace(second=0, microsecond=0) - timedelta(days=1)
    previous = minute.astimezone(ZoneInfo(zone))
    reached = {previous.date()} if previous.time() >= policy.at_local else set()
    while True:
        minute += timedelta(minutes=1)
        local = minute.astimezone(ZoneInfo(zone))
        if local.time() >= policy.at_local and local.date() not in reached:
            reached.add(local.date())
            if minute > now and local.weekday() in policy.weekdays:
                return minute


@pytest.mark.parametrize("zone", ZONES)
@given(moments)
def test_it_is_always_later_and_on_a_working_day(zone: str, now: datetime) -> None:
    """The next digest lies ahead, within four days, at nine on a working day there."""
    due = next_digest_at(now, zone, ReminderPolicy())
    local = due.astimezone(ZoneInfo(zone))

    assert now < due <= now + timedelta(days=4)
    assert (local.hour, local.minute, local.weekday() < 5) == (9, 0, True)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
        ("America/Santiago", datetime(2026, 9, 6, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 24, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("at", [time(0), time(0, 30), time(1, 30), time(2), time(2, 15), time(2, 30), time(9)])
def test_changes_of_the_clocks_agree_with_a_walk_through_time(zone: str, day: datetime, at: time) -> None:
    """A skipped hour becomes the end of the jump, a doubled one counts the first time."""
    policy = ReminderPolicy(at, EVERY_DAY)
    for hours in (-30, -6, 0, 3, 12):
        now = day + timedelta(hours=hours)
        assert next_digest_at(now, zone, policy) == brute_force(now, zone, policy)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd"])
def test_an_unknown_zone_is_utc(zone: str) -> None:
    """Slack may keep a zone to itself; the person is reminded all the same."""
    now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    assert next_digest_at(now, zone, ReminderPolicy()) == now.replace(hour=9)


def test_a_policy_needs_a_day() -> None:
    """A policy without any working day is a mistake, not silence for ever."""
    with pytest.raises(ValueError, match="at least one weekday"):
        next_digest_at(datetime(2026, 11, 24, tzinfo=UTC), "UTC", ReminderPolicy(weekdays=frozenset()))
