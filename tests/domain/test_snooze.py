"""A list that is put off comes again when its reader meant, and never in their quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.domain.snooze import LONGEST_DAYS, Clock, Pause, checked_until, pause_ends
from bot.domain.worktime import Preferences, QuietHours, is_quiet

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(time(20), time(8))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - st adds it


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}Z")


@pytest.mark.parametrize(
    ("pause", "now", "ends"),
    [
        (Pause.HOUR, "2026-03-04T09:30", "2026-03-04T10:30"),
        (Pause.TOMORROW, "2026-03-04T09:30", "2026-03-05T08:00"),
        (Pause.TOMORROW, "2026-03-06T09:30", "2026-03-07T08:00"),
        (Pause.WORKING_DAY, "2026-03-06T09:30", "2026-03-09T08:00"),
        (Pause.WORKING_DAY, "2026-03-04T03:00", "2026-03-05T08:00"),
        (Pause.TOMORROW, "2026-03-28T09:30", "2026-03-29T07:00"),
        (Pause.TOMORROW, "2026-03-04T23:30", "2026-03-06T08:00"),
    ],
)
def test_a_pause_ends_on_the_readers_own_clock(pause: Pause, now: str, ends: str) -> None:
    """Tomorrow is the reader's tomorrow at their hour, also when the clocks change in between."""
    assert pause_ends(pause, at(now), Clock(Preferences(), BERLIN)) == at(ends)


def test_the_next_working_day_is_no_holiday() -> None:
    """Whoever waits for a working day is not called on a feast."""

    def feast(_country: str, day: date) -> str:
        return "Feast" if day == date(2026, 3, 9) else ""

    clock = Clock(Preferences(country="DE"), BERLIN, feast)
    assert pause_ends(Pause.WORKING_DAY, at("2026-03-06T09:30"), clock) == at("2026-03-10T08:00")


def test_an_hour_does_not_end_at_night() -> None:
    """Half an hour before the quiet hours, a pause of an hour ends the next morning."""
    clock = Clock(Preferences(quiet=NIGHT), BERLIN)
    assert pause_ends(Pause.HOUR, at("2026-03-04T18:30"), clock) == at("2026-03-05T08:00")


@given(st.sampled_from(Pause), moments)
def test_a_pause_ends_later_and_is_never_quiet(pause: Pause, now: datetime) -> None:
    """Whenever it is pressed, it lies ahead, and within four days."""
    preferences = Preferences(quiet=NIGHT)
    ends = pause_ends(pause, now, Clock(preferences, BERLIN))
    assert now < ends <= now + timedelta(days=4)
    assert not is_quiet(ends, preferences, BERLIN)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-03-04T09:30", "still to come"),
        ("2026-06-03T09:30", f"next {LONGEST_DAYS} days"),
        ("2026-03-04T21:30", "quiet hours"),
    ],
)
def test_a_picked_time_has_to_make_sense(until: str, said: str) -> None:
    """A past, a far-off and a quiet moment are refused at the field."""
    clock = Clock(Preferences(quiet=NIGHT), BERLIN)
    with pytest.raises(Refused, match=said) as refusal:
        checked_until(at(until), at("2026-03-04T09:30"), clock)
    assert refusal.value.field == "until"


def test_a_picked_weekend_is_the_persons_choice() -> None:
    """Whoever picks Saturday means Saturday."""
    saturday = at("2026-03-07T13:00")
    assert checked_until(saturday, at("2026-03-04T09:30"), Clock(Preferences(), BERLIN)) == saturday
