"""Slack's limits, counted on a clock that is moved by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.pacing import EDIT_BURST, POSTS_APART, RESERVE, Pacing

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SLACKS_EDITS_PER_MINUTE = 50


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def edit_at_once(pacing: Pacing, times: int, at: datetime = NOW) -> None:
    for _ in range(times):
        pacing.edited(at)


def test_the_first_message_goes_at_once() -> None:
    """Nothing waits before anything was said."""
    assert Pacing().post_ready_at("C1", NOW) == NOW


def test_posts_to_one_channel_are_a_second_apart() -> None:
    """Slack takes one message per second and channel; other channels do not wait."""
    pacing = Pacing()
    pacing.posted("C1", NOW)

    assert pacing.post_ready_at("C1", NOW) == NOW + POSTS_APART
    assert pacing.post_ready_at("C2", NOW) == NOW
    assert pacing.post_ready_at("C1", NOW + seconds(5)) == NOW + seconds(5)


def test_clicks_after_a_quiet_moment_are_shown_at_once() -> None:
    """A burst of urgent edits goes through whole, the one after it waits."""
    pacing = Pacing()
    edit_at_once(pacing, EDIT_BURST - 1)
    assert pacing.edit_ready_at(NOW, urgent=True) == NOW

    pacing.edited(NOW)
    assert pacing.edit_ready_at(NOW, urgent=True) > NOW


def test_edits_that_nobody_waits_for_leave_some_for_those_who_do() -> None:
    """A board that changes all the time does not keep a clicker's own card waiting."""
    pacing = Pacing()
    edit_at_once(pacing, EDIT_BURST - RESERVE)

    assert pacing.edit_ready_at(NOW, urgent=True) == NOW
    assert pacing.edit_ready_at(NOW, urgent=False) > NOW


def test_an_edit_goes_when_it_was_said_to() -> None:
    """Waiting until the promised moment is enough; there is no second wait."""
    pacing = Pacing()
    edit_at_once(pacing, EDIT_BURST)
    ready_at = pacing.edit_ready_at(NOW, urgent=False)

    assert pacing.edit_ready_at(ready_at, urgent=False) - ready_at < seconds(0.001)


def test_quiet_time_does_not_pile_up() -> None:
    """An hour of silence earns no more than one burst."""
    pacing = Pacing()
    edit_at_once(pacing, EDIT_BURST)
    later = NOW + timedelta(hours=1)
    edit_at_once(pacing, EDIT_BURST, later)

    assert pacing.edit_ready_at(later, urgent=True) > later


def test_a_clock_that_goes_back_earns_nothing() -> None:
    """When the machine's clock is set back the bucket neither empties nor fills."""
    pacing = Pacing()
    edit_at_once(pacing, EDIT_BURST)
    before = NOW - seconds(30)

    assert before < pacing.edit_ready_at(before, urgent=True) < before + seconds(2)


def test_retry_after_holds_back_what_it_was_said_of() -> None:
    """Slack's Retry-After for posts does not slow edits, and a shorter one does not undo a longer one."""
    pacing = Pacing()
    pacing.block("post", NOW + seconds(30))
    pacing.block("post", NOW + seconds(3))

    assert pacing.post_ready_at("C1", NOW) == NOW + seconds(30)
    assert pacing.post_ready_at("C2", NOW) == NOW + seconds(30)
    assert pacing.edit_ready_at(NOW, urgent=False) == NOW


def test_retry_after_holds_edits_back_too() -> None:
    """Even an urgent edit waits for the moment that Slack named."""
    pacing = Pacing()
    pacing.block("edit", NOW + seconds(10))

    assert pacing.edit_ready_at(NOW, urgent=True) == NOW + seconds(10)
    assert pacing.edit_ready_at(NOW + seconds(11), urgent=True) == NOW + seconds(11)


@given(st.lists(st.tuples(st.floats(0, 20), st.booleans()), min_size=60, max_size=150))
def test_no_minute_holds_more_edits_than_slack_takes(wishes: list[tuple[float, bool]]) -> None:
    """However clicks come, any sixty seconds stay within Slack's fifty edits."""
    pacing, now, sent = Pacing(), NOW, []
    for pause, urgent in wishes:
        now = pacing.edit_ready_at(now + seconds(pause), urgent=urgent)
        pacing.edited(now)
        sent.append(now)

    in_a_minute = [sum(start <= other < start + seconds(60) for other in sent) for start in sent]
    assert max(in_a_minute) <= SLACKS_EDITS_PER_MINUTE


def test_a_minute_of_constant_edits_nearly_fills_slacks_limit() -> None:
    """The bucket is no tighter than it has to be: a hurried minute holds close to fifty edits."""
    pacing, now, sent = Pacing(), NOW, 0
    while (now := pacing.edit_ready_at(now, urgent=True)) < NOW + seconds(60):
        pacing.edited(now)
        sent += 1

    assert SLACKS_EDITS_PER_MINUTE - 2 <= sent <= SLACKS_EDITS_PER_MINUTE
