"""What the deliverer makes of the postings in a real Slack's eyes, second by second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack.failures import SlackBusy, SlackRefused, SlackSilent, SlackUnreachable
from bot.slack.pacing import EDIT, POST
from bot.usecases.decide import cancel
from bot.usecases.postings import PostingKind, PostingState
from bot.usecases.remind import remind_now
from tests.slack.desk import BEN, BENS_MESSAGES, CHANNEL, NINE, Crash, Desk, fails
from tests.stories import AIM, SMALL, USE


def test_the_board_comes_first_and_then_the_cards_one_per_second(desk: Desk) -> None:
    """A thread reads in the order of the checklist, and Slack's limit of one post per second is kept."""
    counts = []
    for _ in range(4):
        desk.deliver_now()
        counts.append(len(desk.said()))
        desk.wait(1)

    root, *cards = desk.said()
    assert counts == [1, 2, 3, 4]
    assert [card["thread_ts"] for card in cards] == [root["ts"]] * 3
    assert [section.title in card["text"] for section, card in zip(SMALL.sections, cards, strict=True)] == [True] * 3


def test_time_goes_on_while_it_delivers(desk: Desk) -> None:
    """No two looks at a real clock are the same, and what was ready at the first of them goes."""
    desk.clock.tick = timedelta(microseconds=1)
    assert desk.deliverer.step()
    desk.deliver()
    desk.answers(AIM)
    desk.deliver()

    assert "Fewer customers leave." in str(desk.said()[1]["blocks"])


def test_the_board_links_to_its_cards(desk: Desk) -> None:
    """Once the last card stands the board is drawn again, with links into the thread."""
    desk.deliver()

    root, *cards = desk.said()
    assert all(f"p{card['ts'].replace('.', '')}" in str(root["blocks"]) for card in cards)


def test_a_burst_of_changes_becomes_one_edit(desk: Desk) -> None:
    """However often a card changed since it was drawn, Slack is told once, with the latest state."""
    desk.deliver()
    card = desk.postings(PostingKind.CARD)[0]
    before = desk.edits_of(card.ts), desk.edits_of(desk.board().ts)
    for key in ("aim.goal", "aim.needed", "aim.prior"):
        desk.answers(AIM, key)
    desk.deliver()

    assert (desk.edits_of(card.ts), desk.edits_of(desk.board().ts)) == (before[0] + 1, before[1] + 1)
    assert "Fewer customers leave." in str(desk.said()[1]["blocks"])


def test_a_message_is_edited_once_a_second_at_most(desk: Desk) -> None:
    """Clicks within one pacing window make one edit of their card, and the last state is shown."""
    desk.deliver()
    card = desk.postings(PostingKind.CARD)[0]
    before = desk.edits_of(card.ts)
    for key in ("aim.goal", "aim.needed", "aim.prior"):
        desk.answers(AIM, key)
        desk.deliver_now()
        desk.wait(0.3)
    assert desk.edits_of(card.ts) == before + 1
    desk.deliver()

    assert desk.edits_of(card.ts) == before + 2
    assert all(posting.shown == posting.wanted for posting in desk.postings(PostingKind.CARD))


def test_the_board_is_drawn_in_the_middle_of_a_storm(desk: Desk) -> None:
    """However many wait for their own cards, everybody sees the board move within some seconds."""
    desk.deliver()
    before = desk.edits_of(desk.board().ts)
    for second in range(60):
        desk.gives(SMALL.sections[second % 3].key, *([BEN] if second % 2 else []))
        desk.wait(0.5)
        desk.deliver_now()

    assert desk.edits_of(desk.board().ts) >= before + 2


def test_a_busy_deployment_lets_others_through(desk: Desk) -> None:
    """With one deployment under a storm of clicks, the first click on another is shown next."""
    quiet = desk.opens("quiet-model")
    desk.deliver()
    for _ in range(20):
        for section in SMALL.sections:
            desk.gives(section.key, BEN)
            desk.gives(section.key)
        desk.deliver_now()
        desk.wait(0.7)
    desk.gives(AIM, BEN, deployment=quiet)
    desk.gives(USE)
    shown = desk.edits_of(quiet_card := desk.postings(PostingKind.CARD, quiet)[0].ts)
    desk.wait(2)
    desk.deliver_now()

    assert desk.edits_of(quiet_card) == shown + 1


def test_the_clickers_card_goes_before_the_board(desk: Desk) -> None:
    """Whoever clicked waits for nothing but their own card."""
    desk.deliver()
    desk.answers(USE)
    desk.deliver()

    edited = [entry["request"]["ts"] for entry in desk.slack.traffic("chat.update")]
    assert edited[-2:] == [desk.postings(PostingKind.CARD)[2].ts, desk.board().ts]


def test_what_changes_while_it_is_sent_is_sent_again(desk: Desk) -> None:
    """A change between drawing and sending is not lost: the message is behind again at once."""
    desk.deliver()
    desk.client.at_edit = lambda: desk.answers(AIM)
    desk.gives(AIM, BEN)
    desk.deliver()

    assert "Fewer customers leave." in str(desk.said()[1]["blocks"])


def test_a_message_sent_before_a_crash_is_adopted(desk: Desk) -> None:
    """Killed between sending and noting it down, the bot finds its message and posts no second one."""
    desk.client.after = fails(Crash())
    with pytest.raises(Crash):
        desk.deliverer.step()
    assert desk.board().state is PostingState.SENDING

    desk.deliverer = desk.replica("one")
    desk.deliver()

    roots = [message for message in desk.said() if "thread_ts" not in message or message["thread_ts"] == message["ts"]]
    assert [message["ts"] for message in roots] == [desk.board().ts]


def test_a_message_that_a_crash_kept_back_waits_for_the_quiet_time(desk: Desk) -> None:
    """Not found is not proof: it is posted again only when Slack had a minute to show it."""
    desk.client.before = fails(Crash())
    with pytest.raises(Crash):
        desk.deliverer.step()

    desk.deliverer = desk.replica("one")
    desk.deliver(59)
    assert desk.said() == []
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)


def test_a_post_without_an_answer_is_looked_for(desk: Desk) -> None:
    """When Slack did the work but the answer was lost, the message is found and kept."""
    desk.client.after = fails(SlackSilent("timeout"))
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)
    assert desk.board().ts == desk.said()[0]["ts"]


def test_a_card_without_an_answer_is_looked_for_in_its_thread(desk: Desk) -> None:
    """Replies do not stand in the channel's history; they are found where they hang."""
    desk.deliverer.step()
    desk.client.after = fails(SlackSilent("timeout"))
    desk.deliver()

    cards = {posting.ts for posting in desk.postings(PostingKind.CARD)}
    assert cards == {message["ts"] for message in desk.said()[1:]}


def test_a_post_that_slack_never_got_is_sent_once_later(desk: Desk) -> None:
    """No answer and no message: after the quiet time it is posted, once."""
    desk.client.before = fails(SlackSilent("timeout"))
    desk.deliver()

    assert desk.clock.now >= desk.deployment.opened_at + timedelta(minutes=1)
    assert len(desk.said()) == 1 + len(SMALL.sections)


def test_a_card_is_posted_again_where_history_may_not_be_read(desk: Desk) -> None:
    """Without the scope to look, a second card is better than none."""
    desk.deliverer.step()
    desk.client.before = fails(SlackSilent("timeout"))
    desk.wait(1)
    desk.deliverer.step()
    desk.wait(90)
    desk.client.search = fails(SlackRefused("missing_scope"))
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)


def test_a_busy_slack_is_left_alone_as_long_as_it_asks(desk: Desk) -> None:
    """Retry-After holds for every new message, not only for the one that met it, and nothing is lost by it."""
    desk.deliverer.step()
    desk.client.before = fails(SlackBusy(30, POST))
    desk.deliver(30)
    assert len(desk.said()) == 1
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)


def test_a_busy_edit_is_made_later(desk: Desk) -> None:
    """An edit that came too fast is repeated with what is true by then."""
    desk.deliver()
    desk.client.at_edit = fails(SlackBusy(10, EDIT))
    desk.answers(AIM)
    desk.deliver(9)
    assert "Fewer customers leave." not in str(desk.said()[1]["blocks"])
    desk.deliver()

    assert "Fewer customers leave." in str(desk.said()[1]["blocks"])


def test_a_busy_method_stops_no_other(desk: Desk) -> None:
    """Slack names a time for posts; edits go on meanwhile."""
    desk.deliver()
    desk.slack.client().chat_delete(channel=CHANNEL, ts=desk.postings(PostingKind.CARD)[2].ts)
    desk.client.before = fails(SlackBusy(60, POST))
    desk.answers(USE)
    desk.deliver(5)
    desk.answers(AIM)
    desk.deliver(5)

    assert "Fewer customers leave." in str(desk.said()[1]["blocks"])
    assert not desk.postings(PostingKind.CARD)[2].ts


def test_two_messages_to_one_person_are_a_second_apart(desk: Desk) -> None:
    """A direct conversation is a channel too, although its name is learned only when it is opened."""
    other = desk.opens("other-model")
    desk.deliver()
    desk.gives(AIM, BEN)
    desk.gives(AIM, BEN, deployment=other)
    desk.wait(5)
    desk.deliver_now()
    assert len(desk.said(BENS_MESSAGES)) == 1
    desk.deliver()

    assert len(desk.said(BENS_MESSAGES)) == 2
    assert len(desk.slack.traffic("conversations.open")) == 1


def test_an_unreachable_slack_is_tried_again(desk: Desk) -> None:
    """A request that never left is simply sent later, without looking for it first."""
    desk.client.before = fails(SlackUnreachable("refused"))
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)
    assert desk.slack.traffic("conversations.history") == []


def test_a_new_owner_is_told_in_a_direct_message(desk: Desk) -> None:
    """The conversation is opened first; several assignments of one minute are one message."""
    desk.deliver()
    desk.gives(AIM, BEN)
    desk.gives(USE, BEN)
    desk.deliver()

    (message,) = desk.said(BENS_MESSAGES)
    assert all(SMALL.section(key).title in str(message["blocks"]) for key in (AIM, USE))
    assert desk.postings(PostingKind.NOTICE)[0].channel == BENS_MESSAGES


def test_a_notice_is_kept_short_of_what_was_taken_back(desk: Desk) -> None:
    """Somebody who is no owner any more when the notice would go out hears nothing."""
    desk.deliver()
    desk.gives(AIM, BEN)
    desk.gives(AIM)
    desk.deliver()

    assert desk.said(BENS_MESSAGES) == []
    assert desk.postings(PostingKind.NOTICE)[0].state is PostingState.WITHDRAWN


def test_a_reminder_with_nothing_left_is_withdrawn(desk: Desk) -> None:
    """What is open is looked at when the message would leave."""
    desk.gives(AIM, BEN)
    desk.deliver()
    told = len(desk.said(BENS_MESSAGES))
    remind_now(desk.ports, desk.request(), desk.deployment.id)
    cancel(desk.ports, desk.request(), desk.deployment.id, reason="Not needed any more.")
    desk.deliver()

    assert len(desk.said(BENS_MESSAGES)) == told == 1
    assert [row.state for row in desk.postings(PostingKind.REMINDER)] == [PostingState.WITHDRAWN]


def test_a_reminder_reaches_its_person(desk: Desk) -> None:
    """It names what is open and who asked."""
    desk.gives(AIM, BEN)
    desk.deliver()
    remind_now(desk.ports, desk.request(), desk.deployment.id)
    desk.deliver()

    reminder = str(desk.said(BENS_MESSAGES)[-1]["blocks"])
    assert SMALL.section(AIM).title in reminder
    assert "asked me to remind you" in reminder


def test_the_summary_is_broadcast_once_with_the_report(desk: Desk) -> None:
    """The decision reaches the channel, and the report hangs in the thread."""
    desk.deliver()
    desk.publish()
    desk.deliver()

    broadcasts = [message for message in desk.said() if message.get("subtype") == "thread_broadcast"]
    files = [file["name"] for message in desk.said() for file in message.get("files", [])]
    assert [message["ts"] for message in broadcasts] == [desk.postings(PostingKind.SUMMARY)[0].ts]
    assert len(files) == 1


def test_a_report_without_an_answer_is_not_attached_twice(desk: Desk) -> None:
    """A file is found by its name when the answer to its upload was lost."""
    desk.deliver()
    desk.publish()
    while not desk.postings(PostingKind.SUMMARY)[0].ts and desk.clock.now < NINE + timedelta(minutes=5):
        desk.deliver(1)
    desk.client.after = fails(SlackSilent("timeout"))
    desk.deliver()

    assert sum(len(message.get("files", [])) for message in desk.said()) == 1
    assert desk.client.after is None


def test_nothing_is_sent_without_the_lease(desk: Desk) -> None:
    """While another replica holds the workspace, this one says nothing."""
    assert desk.replica("other").step()
    before = len(desk.said())
    for _ in range(int(desk.deliverer.policy.lease) - 1):
        desk.wait(1)
        assert not desk.deliverer.step()

    assert len(desk.said()) == before


def test_nothing_left_to_say_needs_no_waking(desk: Desk) -> None:
    """With everything shown there is no moment to wait for."""
    desk.deliver()

    assert desk.deliverer.wait_until() is None
    assert not desk.deliverer.step()


def test_waiting_lasts_until_the_next_post_may_go(desk: Desk) -> None:
    """After the board the first card may go a second later, and then it does."""
    desk.deliverer.step()
    ready_at = desk.deliverer.wait_until()
    assert ready_at is not None

    assert not desk.deliverer.step()
    desk.clock.now = ready_at
    assert desk.deliverer.step()
    assert len(desk.said()) == 2
