"""The judge of a storm finds what went wrong: without that, its silence would say nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot.storage import tables
from bot.usecases.remind import send_due_digests
from tests.faults.judge import Judge
from tests.slack.desk import BEN, BENS_MESSAGES, CHANNEL, Desk
from tests.stories import USE


def judge(desk: Desk) -> Judge:
    """Return the judge of a desk at which everything has been said."""
    desk.gives(USE, BEN)
    desk.deliver()
    return Judge(desk.ports, desk.engine, desk.slack)


def test_a_calm_day_has_no_complaints(desk: Desk) -> None:
    """Each message stands once, says what the rows say, and everybody is looked at in time."""
    found = judge(desk)

    assert (found.unsettled(), found.different(), found.reminders()) == ([], [], [])


def test_it_finds_whom_nobody_will_remind(desk: Desk) -> None:
    """A time that was lost is no less a loss than one that has passed."""
    found = judge(desk)
    with desk.engine.begin() as connection:
        connection.execute(update(tables.digests).where(tables.digests.c.user_id == BEN).values(due_at=None))
    assert found.reminders() == [f"{BEN} has something open and is never looked at"]

    with desk.engine.begin() as connection:
        connection.execute(update(tables.digests).where(tables.digests.c.user_id == BEN).values(due_at=desk.clock.now))
    desk.wait(31)
    assert f"{BEN} was to be looked at on {desk.clock.now - timedelta(seconds=31)}" in found.reminders()
    send_due_digests(desk.ports)
    assert found.reminders() == []


def test_it_finds_what_is_missing_twice_or_different(desk: Desk) -> None:
    """A message that was deleted, one that stands twice, one that the rows do not know, and one with other words."""
    found, client = judge(desk), desk.slack.client()
    first, second, third = (desk.said()[number]["ts"] for number in (1, 2, 3))
    client.chat_delete(channel=CHANNEL, ts=first)
    copied = next(one for one in desk.said() if one["ts"] == second)
    client.chat_postMessage(
        channel=CHANNEL,
        thread_ts=copied["thread_ts"],
        text="Twice",
        blocks=copied["blocks"],
        metadata=copied["metadata"],
    )
    client.chat_postMessage(channel=BENS_MESSAGES, text="Nobody asked for this")
    client.chat_update(channel=CHANNEL, ts=third, text="Other words", blocks=[])

    words = ("stands 2 times", "nobody knows of", "but the row says", "something else than the rows", "is not in Slack")
    assert [word in line for word, line in zip(words, found.different(), strict=True)] == [True] * len(words)
