"""When the holder of a condition is reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conditions import AT_LOCAL, next_condition_reminder
from bot.domain.worktime import zone_of

END = date(2026, 4, 1)
ZONES = st.sampled_from(["", "Europe/Madrid", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati"])


def moment(day: int, month: int = 4, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_condition_comes_up_three_times() -> None:
    """A week before its last day, on that day, and once it is over; then there is silence."""
    steps = [moment(1, 3)]
    while following := next_condition_reminder(END, "", steps[-1]):
        steps.append(following)
    assert steps[1:] == [moment(25, 3), moment(1), moment(2)]


def test_a_short_acceptance_skips_what_is_over() -> None:
    """Accepted for two days, it comes up on the last one first."""
    assert next_condition_reminder(END, "", moment(30, 3)) == moment(1)


@given(ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis adds the zone
def test_reminders_come_in_the_holders_morning(zone: str, now: datetime) -> None:
    """Whatever the zone, it is nine o'clock there, and later than now."""
    following = next_condition_reminder(END, zone, now)
    assert following is None or (following > now and following.astimezone(zone_of(zone)).time() == AT_LOCAL)
