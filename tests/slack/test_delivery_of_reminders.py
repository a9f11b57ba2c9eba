"""What people see of their reminders in Slack: why they came, one list at a time, none that has become needless."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import Person, UserId
from bot.domain.rhythm import Cause
from bot.domain.snooze import Pause
from bot.domain.worktime import Preferences
from bot.slack.failures import SlackRefused, SlackSilent
from bot.usecases.block import block, unblock
from bot.usecases.deliver import learn_person
from bot.usecases.prefer import set_preferences
from bot.usecases.remind import remind_now, send_due_digests
from bot.usecases.reminder_log import Outcome, Sought
from bot.usecases.silence import mute, snooze, wake
from tests.slack.desk import BEN, BENS_MESSAGES, CHANNEL, PRIYA, WORKSPACE, Desk, fails
from tests.stories import AIM, RELEASE, SMALL, USE

PRIYAS_MESSAGES, NOORS_MESSAGES = "D0PRIYARAM", "D0NOORVANC"
NOOR, PETRA = UserId("U0NOORVANC"), UserId("U0PETRNOVA")
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)
"""Working time for Ben in London and for Priya, the lead, in Kolkata."""


def outcomes(desk: Desk) -> list[tuple[str, str]]:
    with desk.ports.work.reading() as tx:
        return [(row.outcome, row.reason) for row in tx.reminders.search(Sought(BEN))]


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


def tick(desk: Desk, at: datetime) -> None:
    desk.clock.now = at
    send_due_digests(desk.ports)
    desk.deliver()


def told(desk: Desk, channel: str, words: str) -> list[str]:
    return [said["text"] for said in desk.said(channel) if words in said["text"]]


def test_the_lead_hears_the_next_morning_what_nobody_owns(desk: Desk) -> None:
    """Once, with the button that gives each section to somebody."""
    desk.gives(USE, BEN)
    desk.deliver()
    for day in (5, 6, 9):
        tick(desk, FRIDAY.replace(day=day))

    (text,) = told(desk, PRIYAS_MESSAGES, "nobody owns these sections yet")
    assert [SMALL.section(key).title in text for key in (AIM, RELEASE, USE)] == [True, True, False]
    (message,) = [said for said in desk.said(PRIYAS_MESSAGES) if said["text"] == text]
    assert str(message["blocks"]).count("Assign…") == 2


def test_a_standstill_goes_to_the_lead_and_then_into_the_thread(desk: Desk) -> None:
    """Each hears once, days apart, and nobody is mentioned in the thread."""
    desk.gives(USE, BEN)
    desk.deliver()
    heard = {}
    for day in (6, 9, 10, 11, 13, 16, 17):
        tick(desk, FRIDAY.replace(day=day))
        heard[day] = (len(told(desk, PRIYAS_MESSAGES, "stand still")), len(told(desk, CHANNEL, "have waited long")))

    assert heard == {6: (0, 0), 9: (1, 0), 10: (1, 0), 11: (1, 0), 13: (1, 1), 16: (1, 1), 17: (1, 1)}
    (said,) = [said for said in desk.said(CHANNEL) if "have waited long" in said["text"]]
    assert said["thread_ts"] == desk.board().ts
    assert "Ben Okafor" in said["text"]
    assert not [mark for mark in ("<@", "<!") if mark in str(said)]


def test_progress_while_slack_is_slow_spares_the_lead(desk: Desk) -> None:
    """What is passed on is looked at again when it would leave."""
    desk.gives(USE, BEN)
    desk.deliver()
    tick(desk, FRIDAY)
    desk.clock.now = FRIDAY.replace(day=9)
    send_due_digests(desk.ports)
    desk.wait(1)
    desk.answers(USE)
    desk.deliver()

    assert told(desk, PRIYAS_MESSAGES, "stand still") == []


def test_a_date_that_was_moved_spares_the_lead(desk: Desk) -> None:
    """What waits for the lead's morning is not said when there is time again by then; the log says why."""
    desk.gives(USE, BEN)
    desk.moves_to(date(2026, 3, 5))
    desk.deliver()
    desk.clock.now = FRIDAY.replace(day=9, hour=16)
    send_due_digests(desk.ports)
    desk.moves_to(date(2026, 3, 20))
    desk.clock.now = FRIDAY.replace(day=10)
    desk.deliver()

    assert told(desk, PRIYAS_MESSAGES, "stand still") == []
    with desk.ports.work.reading() as tx:
        (row,) = [row for row in tx.reminders.search(Sought(PRIYA)) if row.cause is Cause.ESCALATED]
    assert (row.outcome, row.reason) == (Outcome.SUPPRESSED, "it was no longer so when it would have been sent")


def test_a_new_lead_hears_of_what_stands_still(desk: Desk) -> None:
    """The one before was told already, or is to be told tomorrow; it is no longer theirs."""
    desk.gives(USE, BEN)
    desk.deliver()
    tick(desk, FRIDAY)
    tick(desk, FRIDAY.replace(day=9))
    assert len(told(desk, PRIYAS_MESSAGES, "stand still")) == 1
    desk.leads(NOOR)
    tick(desk, FRIDAY.replace(day=10))
    tick(desk, FRIDAY.replace(day=11))

    assert len(told(desk, PRIYAS_MESSAGES, "stand still")) == 1
    assert len(told(desk, NOORS_MESSAGES, "stand still")) == 1


@pytest.mark.parametrize("code", ["messages_tab_disabled", "invalid_user_combination", "channel_not_found"])
def test_the_lead_is_told_once_of_whom_nothing_reaches(desk: Desk, code: str) -> None:
    """A refused direct message is no silence, whatever Slack calls it: somebody else learns of it, with the reason."""
    desk.gives(USE, BEN)
    desk.deliver()
    for day in (6, 9):
        desk.clock.now = FRIDAY.replace(day=day)
        remind_now(desk.ports, desk.request(), desk.deployment.id)
        desk.client.before = fails(SlackRefused(code))
        desk.deliver()

    (text,) = told(desk, PRIYAS_MESSAGES, "I cannot write to")
    assert "I cannot write to Ben Okafor, because Slack lets no direct message through." in text
    assert SMALL.section(USE).title in text


def test_whoever_has_left_is_not_reminded_but_their_lead_is_told(desk: Desk) -> None:
    """An account that is deactivated gets nothing, and the log says so."""
    desk.gives(USE, PETRA)
    desk.deliver()
    tick(desk, FRIDAY)

    (text,) = told(desk, PRIYAS_MESSAGES, "I cannot write to")
    assert "because the account is deactivated" in text
    with desk.ports.work.reading() as tx:
        assert [(row.outcome, row.reason) for row in tx.reminders.search(Sought(PETRA))] == [
            (Outcome.SUPPRESSED, "the account is deactivated")
        ]


def test_of_a_lead_who_has_left_the_requester_is_told(desk: Desk) -> None:
    """They own nothing, so that nothing but this says that nobody leads it any more; a new lead ends it."""
    desk.leads(PETRA)
    desk.deliver()
    learn_person(desk.ports, WORKSPACE, Person(PETRA, "Petra Novak", is_gone=True))
    desk.deliver()

    (text,) = told(desk, PRIYAS_MESSAGES, "I cannot write to")
    assert text.endswith(
        "who leads it, because the account is deactivated. Somebody else has to lead it: press Set up on its board."
    )


def test_when_the_requester_leads_and_has_left_the_thread_is_told(desk: Desk) -> None:
    """Nobody else is known by name, so that it is said where the team reads, once and without a mention."""
    desk.deliver()
    learn_person(desk.ports, WORKSPACE, Person(PRIYA, "Priya Raman", is_gone=True))
    for _ in range(2):
        desk.deliver()
        desk.clock.now += timedelta(days=1)

    (text,) = told(desk, CHANNEL, "I cannot write to")
    assert "I cannot write to Priya Raman, who leads it" in text
    assert "<@" not in text


def test_who_wants_no_list_is_not_sent_one(desk: Desk) -> None:
    """It is logged, and what stands still is passed on all the same."""
    desk.gives(USE, BEN)
    set_preferences(desk.ports, desk.request(BEN), Preferences(has_digest=False))
    desk.deliver()
    before = len(desk.said(BENS_MESSAGES))
    for day in (6, 9):
        tick(desk, FRIDAY.replace(day=day))

    assert len(desk.said(BENS_MESSAGES)) == before
    assert outcomes(desk) == [(Outcome.SUPPRESSED, "wants no daily list")]
    assert len(told(desk, PRIYAS_MESSAGES, "stand still")) == 1


def list_on_friday(desk: Desk) -> None:
    """Give Ben a section and let his list come."""
    desk.gives(USE, BEN)
    desk.deliver()
    tick(desk, FRIDAY)


def test_a_list_that_is_asked_for_again_shows_what_is_open(desk: Desk) -> None:
    """Whoever did something during a snooze and then ends it sees the list, not for how long it was put off."""
    list_on_friday(desk)
    snooze(desk.ports, desk.request(BEN), Pause.HOUR)
    desk.deliver()
    desk.answers(USE, by=BEN)
    wake(desk.ports, desk.request(BEN))
    desk.deliver()

    assert SMALL.section(USE).title in desk.said(BENS_MESSAGES)[-1]["text"]


def test_a_list_that_became_empty_says_so(desk: Desk) -> None:
    """Muting the only deployment in it takes the buttons away, and the log keeps that it was sent."""
    list_on_friday(desk)
    mute(desk.ports, desk.request(BEN), desk.deployment.id)
    desk.deliver()

    listed = desk.said(BENS_MESSAGES)[-1]
    assert (listed["text"], "button" in str(listed["blocks"])) == (
        "Nothing in this list waits for you any more.",
        False,
    )
    assert outcomes(desk) == [(Outcome.SENT, "")]


def test_a_list_that_was_found_again_counts_as_sent(desk: Desk) -> None:
    """When the answer to its post was lost and its reader acted on it at once, the log does not deny it."""
    desk.gives(USE, BEN)
    desk.deliver()
    desk.clock.now = FRIDAY
    send_due_digests(desk.ports)
    desk.client.after = fails(SlackSilent("timeout"))
    desk.deliverer.step()
    desk.wait(0.1)
    desk.answers(USE, by=BEN)
    desk.deliver()

    assert outcomes(desk) == [(Outcome.SENT, "")]


def is_blocked(desk: Desk, by: UserId = BEN) -> None:
    block(desk.ports, desk.request(by), desk.deployment.id, USE, reason="No access to the data.")


def test_the_lead_is_told_what_blocks_a_section_and_can_unblock_it(desk: Desk) -> None:
    """With the reason and the button; once it goes on, the message says so and has no such button any more."""
    desk.gives(USE, BEN)
    is_blocked(desk)
    desk.deliver()

    (message,) = [said for said in desk.said(PRIYAS_MESSAGES) if "“No access to the data.”" in said["text"]]
    assert "Blocked, says Ben Okafor since" in message["text"]
    assert "'Unblock'" in str(message["blocks"])

    unblock(desk.ports, desk.request(), desk.deployment.id, USE)
    desk.deliver()
    (message,) = [said for said in desk.said(PRIYAS_MESSAGES) if said["ts"] == message["ts"]]
    assert "can go on" in message["text"]
    assert "Unblock" not in str(message["blocks"])


def test_what_was_unblocked_meanwhile_is_not_told(desk: Desk) -> None:
    """The lead need not read what no longer holds; what blocks it now is told all the same."""
    desk.gives(USE, BEN)
    desk.deliver()
    is_blocked(desk)
    unblock(desk.ports, desk.request(BEN), desk.deployment.id, USE)
    desk.deliver()
    assert told(desk, PRIYAS_MESSAGES, "Blocked") == []

    block(desk.ports, desk.request(BEN), desk.deployment.id, USE, reason="The cluster is down.")
    desk.deliver()
    (text,) = told(desk, PRIYAS_MESSAGES, "Blocked")
    assert "The cluster is down." in text


def test_a_lead_who_is_blocked_needs_no_message(desk: Desk) -> None:
    """They know."""
    desk.gives(USE, PRIYA)
    desk.deliver()
    before = len(desk.said(PRIYAS_MESSAGES))
    is_blocked(desk, PRIYA)
    desk.deliver()
    assert len(desk.said(PRIYAS_MESSAGES)) == before


def test_nobody_is_reminded_of_what_is_blocked(desk: Desk) -> None:
    """Nor is it passed on as standing still; unblocked, the count starts anew."""
    desk.gives(USE, BEN)
    is_blocked(desk)
    desk.deliver()
    before = len(desk.said(BENS_MESSAGES))
    for day in (6, 9, 10, 13, 16):
        tick(desk, FRIDAY.replace(day=day))
    assert len(desk.said(BENS_MESSAGES)) == before
    assert told(desk, PRIYAS_MESSAGES, "stand still") + told(desk, CHANNEL, "have waited long") == []

    unblock(desk.ports, desk.request(), desk.deployment.id, USE)
    for day in (17, 18):
        tick(desk, FRIDAY.replace(day=day))
    assert len(desk.said(BENS_MESSAGES)) == before + 1


def test_a_list_on_screen_leaves_out_what_became_blocked(desk: Desk) -> None:
    """With nothing left it says so, and offers nothing."""
    for section in (USE, AIM):
        desk.gives(section, BEN)
    desk.deliver()
    tick(desk, FRIDAY)
    (shown,) = [said for said in desk.said(BENS_MESSAGES) if "Snooze 1 hour" in str(said["blocks"])]
    is_blocked(desk)
    desk.deliver()
    (now,) = [said for said in desk.said(BENS_MESSAGES) if said["ts"] == shown["ts"]]
    assert (SMALL.section(USE).title in now["text"], SMALL.section(AIM).title in now["text"]) == (False, True)

    block(desk.ports, desk.request(BEN), desk.deployment.id, AIM, reason="The same.")
    desk.deliver()
    (now,) = [said for said in desk.said(BENS_MESSAGES) if said["ts"] == shown["ts"]]
    assert now["text"] == "Nothing in this list waits for you any more."
