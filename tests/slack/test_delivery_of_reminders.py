"""What people see of their reminders in Slack: why they came, one list at a time, none that has become needless."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.usecases.remind import remind_now, send_due_digests
from bot.usecases.reminder_log import Outcome, Sought
from tests.slack.desk import BEN, BENS_MESSAGES, Desk
from tests.stories import AIM, USE

FRIDAY = datetime(2026, 3, 6, 14, tzinfo=UTC)


def outcomes(desk: Desk) -> list[tuple[str, str]]:
    with desk.ports.work.reading() as tx:
        return [(row.outcome, row.reason) for row in tx.reminders.search(Sought())]


def test_the_clocks_list_says_why_it_came(desk: Desk) -> None:
    """After two working days without progress there is one message, and the log knows that it was sent."""
    desk.gives(USE, BEN)
    desk.deliver()
    desk.clock.now = FRIDAY
    send_due_digests(desk.ports)
    desk.deliver()

    said = desk.said(BENS_MESSAGES)[-1]["text"]
    assert said.startswith("Nothing new in churn-model v3 to production since 4 March 2026.")
    assert outcomes(desk) == [(Outcome.SENT, "")]


def test_a_newer_list_takes_the_buttons_of_the_older(desk: Desk) -> None:
    """There is one list with buttons at a time; the one before is edited once."""
    desk.gives(USE, BEN)
    desk.deliver()
    remind_now(desk.ports, desk.request(), desk.deployment.id)
    desk.deliver()
    desk.clock.now = FRIDAY
    send_due_digests(desk.ports)
    desk.deliver()

    old, new = desk.said(BENS_MESSAGES)[-2:]
    assert (old["text"], len(old["blocks"])) == ("A newer list has replaced this one.", 1)
    assert "Answer next question" in str(new["blocks"])
    assert (desk.edits_of(old["ts"]), desk.edits_of(new["ts"])) == (1, 0)


def test_who_makes_progress_while_slack_is_slow_hears_nothing(desk: Desk) -> None:
    """The list is looked at again when it would leave, and the log says why it did not."""
    desk.gives(USE, BEN)
    desk.deliver()
    before = len(desk.said(BENS_MESSAGES))
    desk.clock.now = FRIDAY
    send_due_digests(desk.ports)
    desk.wait(1)
    desk.answers(USE)
    desk.deliver()

    assert len(desk.said(BENS_MESSAGES)) == before
    assert outcomes(desk) == [(Outcome.SUPPRESSED, "there was progress since it was planned")]


def test_a_list_holds_what_is_open_elsewhere_too(desk: Desk) -> None:
    """What came up since is in it as well, so that nobody gets a second message for it."""
    desk.gives(USE, BEN)
    desk.deliver()
    desk.clock.now = FRIDAY
    send_due_digests(desk.ports)
    desk.wait(1)
    desk.gives(AIM, BEN)
    desk.deliver()

    (listed,) = [said["text"] for said in desk.said(BENS_MESSAGES) if said["text"].startswith("Nothing new")]
    assert listed.count("•") == 2
