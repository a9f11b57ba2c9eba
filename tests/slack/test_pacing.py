"""Slack's limits, counted on a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.failures import SlackBusy
from bot.slack.pacing import EDIT, EDITS_APART, LATENESS, PER_MINUTE, POST, POSTS_APART, RESERVE, Pacing, bucket_for

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SLACKS_EDITS_PER_MINUTE = 50
BURST = int(bucket_for(SLACKS_EDITS_PER_MINUTE).capacity)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pacing(clock: Clock) -> Pacing:
    return Pacing(clock)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def edit_at_once(pacing: Pacing, times: int) -> None:
    for number in range(times):
        pacing.take(EDIT, f"message {number}")


def test_the_first_message_goes_at_once(pacing: Pacing, clock: Clock) -> None:
    """Nothing waits before anything was said."""
    assert pacing.post_ready_at("C1", clock.now) == NOW


def test_posts_to_one_channel_are_a_second_apart(pacing: Pacing, clock: Clock) -> None:
    """Slack takes one message per second and channel; other channels do not wait."""
    pacing.take(POST, "C1")

    assert pacing.post_ready_at("C1", clock.now) == NOW + POSTS_APART
    assert pacing.post_ready_at("C2", clock.now) == NOW
    clock.now += seconds(5)
    assert pacing.post_ready_at("C1", clock.now) == clock.now


def test_posts_that_leave_late_keep_the_pace(pacing: Pacing, clock: Clock) -> None:
    """A commit or a wake-up of some milliseconds before each post does not add up over a thread."""
    for _ in range(12):
        pacing.take(POST, "C1")
        clock.now = pacing.post_ready_at("C1", clock.now) + seconds(0.03)

    assert clock.now - NOW < 12 * POSTS_APART + seconds(0.1)


def test_a_post_that_leaves_very_late_is_not_made_good(pacing: Pacing, clock: Clock) -> None:
    """After a pause the next two posts are about a second apart, whatever was missed."""
    pacing.take(POST, "C1")
    clock.now += seconds(30)
    pacing.take(POST, "C1")

    assert pacing.post_ready_at("C1", clock.now) == clock.now + POSTS_APART - LATENESS


def test_one_message_is_edited_once_in_a_window(pacing: Pacing, clock: Clock) -> None:
    """Even an urgent edit waits for the end of the window; other messages do not."""
    pacing.take(EDIT, "1.1")

    assert pacing.edit_ready_at("1.1", clock.now, urgent=True) == NOW + EDITS_APART
    assert pacing.edit_ready_at("2.2", clock.now, urgent=True) == NOW
    clock.now += EDITS_APART
    assert pacing.edit_ready_at("1.1", clock.now, urgent=True) == clock.now


def test_clicks_after_a_quiet_moment_are_shown_at_once(pacing: Pacing, clock: Clock) -> None:
    """A burst of urgent edits goes through whole, the one after it waits."""
    edit_at_once(pacing, BURST - 1)
    assert pacing.edit_ready_at("another", clock.now, urgent=True) == NOW

    pacing.take(EDIT, "another")
    assert pacing.edit_ready_at("one more", clock.now, urgent=True) > NOW


def test_edits_that_nobody_waits_for_leave_some_for_those_who_do(pacing: Pacing, clock: Clock) -> None:
    """A board that changes all the time does not keep a clicker's own card waiting."""
    edit_at_once(pacing, BURST - RESERVE)

    assert pacing.edit_ready_at("another", clock.now, urgent=True) == NOW
    assert pacing.edit_ready_at("another", clock.now, urgent=False) > NOW


def test_an_edit_goes_when_it_was_said_to(pacing: Pacing, clock: Clock) -> None:
    """Waiting until the promised moment is enough; there is no second wait."""
    edit_at_once(pacing, BURST)
    clock.now = pacing.edit_ready_at("another", clock.now, urgent=False)

    assert pacing.edit_ready_at("another", clock.now, urgent=False) - clock.now < seconds(0.001)


def test_quiet_time_does_not_pile_up(pacing: Pacing, clock: Clock) -> None:
    """An hour of silence earns no more than one burst."""
    edit_at_once(pacing, BURST)
    clock.now += timedelta(hours=1)
    edit_at_once(pacing, BURST)

    assert pacing.edit_ready_at("another", clock.now, urgent=True) > clock.now


def test_a_clock_that_goes_back_earns_nothing_and_costs_little(pacing: Pacing, clock: Clock) -> None:
    """When the machine's clock is set back, buckets neither empty nor fill, and no place is silent for as long."""
    edit_at_once(pacing, BURST)
    pacing.take(POST, "C1")
    clock.now -= seconds(300)

    assert clock.now < pacing.edit_ready_at("message 1", clock.now, urgent=True) < clock.now + seconds(2)
    assert pacing.post_ready_at("C1", clock.now) <= clock.now + POSTS_APART


@pytest.mark.parametrize("method", PER_MINUTE)
def test_no_method_is_called_more_often_than_its_tier_grants(method: str, pacing: Pacing, clock: Clock) -> None:
    """Called as often as it may be for three minutes, no minute sees more, and most of what is granted is used."""
    called = []
    for number in count():
        try:
            pacing.take(method, f"place {number}")
            called.append(clock.now)
        except SlackBusy as busy:
            clock.now += seconds(busy.seconds + 0.001)
        if clock.now > NOW + seconds(180):
            break

    in_a_minute = [sum(start <= other < start + seconds(60) for other in called) for start in called]
    assert 0.9 * PER_MINUTE[method] <= max(in_a_minute) <= PER_MINUTE[method]


@pytest.mark.parametrize("method", ["views.open", "conversations.info", "auth.test"])
def test_what_somebody_waits_for_is_not_kept_back(method: str, pacing: Pacing) -> None:
    """A form either opens within three seconds or never: Slack may decide, until it has said no."""
    for _ in range(200):
        pacing.take(method)
    pacing.heed(SlackBusy(30, method))

    with pytest.raises(SlackBusy, match=f"{method} ratelimited for 30 s"):
        pacing.take(method)


@pytest.mark.parametrize("method", PER_MINUTE)
def test_retry_after_holds_for_the_method_it_was_said_of(method: str, pacing: Pacing, clock: Clock) -> None:
    """Other methods go on, and a shorter Retry-After does not undo a longer one."""
    pacing.heed(SlackBusy(30, method))
    pacing.heed(SlackBusy(3, method))

    for other in PER_MINUTE:
        if other != method:
            pacing.take(other, "a place")
    clock.now += seconds(29)
    with pytest.raises(SlackBusy):
        pacing.take(method, "a place")
    clock.now += seconds(1)
    pacing.take(method, "a place")


def test_retry_after_holds_back_every_channel_and_every_message(pacing: Pacing, clock: Clock) -> None:
    """What Slack said of a method holds wherever it is used, and even for an urgent edit."""
    pacing.heed(SlackBusy(30, POST))
    pacing.heed(SlackBusy(10, EDIT))

    assert {pacing.post_ready_at(channel, clock.now) for channel in ("C1", "C2")} == {NOW + seconds(30)}
    assert pacing.edit_ready_at("1.1", clock.now, urgent=True) == NOW + seconds(10)
    with pytest.raises(SlackBusy):
        pacing.require_post("C1")


def test_what_was_refused_is_not_counted(pacing: Pacing, clock: Clock) -> None:
    """A call that has to wait takes nothing from those after it."""
    edit_at_once(pacing, BURST)
    ready_at = pacing.edit_ready_at("another", clock.now, urgent=True)
    for _ in range(5):
        with pytest.raises(SlackBusy):
            pacing.take(EDIT, "another")

    assert pacing.edit_ready_at("another", clock.now, urgent=True) == ready_at


def test_memory_does_not_grow(pacing: Pacing, clock: Clock) -> None:
    """Places that were written to long ago are forgotten."""
    for number in range(5000):
        clock.now += seconds(2)
        pacing.take(POST, f"channel {number}")

    assert len(pacing.post_free_at) == 1000


@given(
    st.sampled_from([1.0, 6.0]),
    st.lists(st.tuples(st.floats(0, 20), st.booleans(), st.integers(0, 3)), min_size=60, max_size=150),
)
def test_no_minute_holds_more_edits_than_slack_takes(pace: float, wishes: list[tuple[float, bool, int]]) -> None:
    """However clicks come, any sixty seconds stay within Slack's fifty edits, and one message's are a second apart.

    At another pace, seconds and minutes are as much shorter.
    """
    clock = Clock()
    pacing, sent = Pacing(clock, pace), []
    for pause, urgent, message in wishes:
        clock.now += seconds(pause / pace)
        clock.now = pacing.edit_ready_at(str(message), clock.now, urgent=urgent) + seconds(0.000_001)
        pacing.take(EDIT, str(message))
        sent.append((clock.now, message))

    times, minute = [at for at, _ in sent], seconds(60 / pace)
    assert max(sum(start <= other < start + minute for other in times) for start in times) <= SLACKS_EDITS_PER_MINUTE
    for message in range(4):
        edits = [at for at, edited in sent if edited == message]
        assert all(later - earlier >= EDITS_APART / pace for earlier, later in pairwise(edits))
