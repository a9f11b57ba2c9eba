"""When a condition is looked at, and when its holder is reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conditions import AT_LOCAL, is_reminded, next_look
from bot.domain.worktime import zone_of

END = date(2026, 4, 1)
ZONES = st.sampled_from(["", "Europe/Madrid", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati"])


def moment(day: int, month: int = 4, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def looks(zone: str) -> list[datetime]:
    steps = [moment(1, 3)]
    while following := next_look(END, zone, steps[-1]):
        steps.append(following)
    return steps[1:]


def test_a_condition_comes_up_three_times_and_when_it_ends() -> None:
    """A week before its last day, on that day, and once it is over; then there is silence."""
    assert looks("") == [moment(25, 3), moment(1), moment(2, hour=0), moment(2)]


def test_the_end_is_looked_at_wherever_the_holder_is() -> None:
    """East of the date line the last reminder comes before the acceptance has ended; somebody has to look after it."""
    assert looks("Pacific/Kiritimati")[-2:] == [moment(1, hour=19), moment(2, hour=0)]


def test_the_end_reminds_nobody() -> None:
    """At midnight in UTC what shows the acceptance is drawn again, unless it is nine in the morning for its holder."""
    end = moment(2, hour=0)
    assert not is_reminded(END, "", end, end)
    assert is_reminded(END, "Asia/Tokyo", end, end)


def test_what_was_missed_is_made_up_for() -> None:
    """A clock that stood still from before the last reminder still tells the holder, once."""
    assert is_reminded(END, "", moment(2, hour=0), moment(9))


def test_a_short_acceptance_skips_what_is_over() -> None:
    """Accepted for two days, it comes up on the last one first."""
    assert next_look(END, "", moment(30, 3)) == moment(1)


@given(ZONES, st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis adds the zone
def test_reminders_come_in_the_holders_morning(zone: str, now: datetime) -> None:
    """Whatever the zone, it is nine o'clock there, and later than now."""
    following = next_look(END, zone, now)
    if following and is_reminded(END, zone, following, following):
        assert following > now
        assert following.astimezone(zone_of(zone)).time() == AT_LOCAL
