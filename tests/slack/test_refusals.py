"""What becomes of a message that Slack refuses, rule by rule, on the real deliverer and a local Slack."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack.failures import SlackRefused, SlackSilent
from bot.slack.hindrances import Hindrance, hindrance_of
from bot.usecases.postings import Posting, PostingKind, PostingState
from bot.usecases.refresh import refresh
from tests.playground.documented_errors import EVERYWHERE, OWN
from tests.slack.desk import BEN, BENS_MESSAGES, BOT, CHANNEL, Desk, fails
from tests.stories import AIM, SMALL, USE

PRIYAS_MESSAGES = "D0PRIYARAM"
CALLED = (
    "chat.postMessage", "chat.update", "conversations.open", "conversations.history", "conversations.replies",
    "files.getUploadURLExternal", "files.completeUploadExternal", "users.info", "auth.test",
)  # fmt: skip
BUSY_OR_BROKEN = {
    "fatal_error", "internal_error", "rate_limited", "ratelimited", "request_timeout", "service_unavailable",
}  # fmt: skip
"""Sorted before a refusal is thought of; see failures.py."""


def told(desk: Desk, channel: str = PRIYAS_MESSAGES) -> list[str]:
    return [message["text"] for message in desk.said(channel)]


def card(desk: Desk, number: int = 0) -> Posting:
    return desk.postings(PostingKind.CARD)[number]


def delete(desk: Desk, posting: Posting) -> None:
    desk.slack.client().chat_delete(channel=CHANNEL, ts=posting.ts)


def shown(desk: Desk, posting: Posting) -> str:
    return next(str(message) for message in desk.said() if message["ts"] == posting.ts)


@pytest.mark.parametrize("code", sorted({*EVERYWHERE, *(code for method in CALLED for code in OWN.get(method, []))}))
def test_every_documented_refusal_has_a_rule(code: str) -> None:
    """No error that Slack documents for what the deliverer calls is left to the rule for unknown ones by accident."""
    passing = {
        "external_channel_migrating", "file_update_failed", "message_limit_exceeded", "storage_limit_reached",
        "streaming_state_conflict", "update_failed",
    }  # fmt: skip
    assert (hindrance_of(code, is_direct=False) is Hindrance.PASSING) == (code in passing | BUSY_OR_BROKEN)


# the channel


def test_a_board_that_cannot_be_posted_is_told_to_the_requester(desk: Desk) -> None:
    """Whoever opened the deployment sees nothing in the channel, so they hear of it, once, with the way out."""
    desk.slack.leave(CHANNEL, BOT)
    desk.deliver()
    desk.answers(AIM)
    desk.deliver()

    assert (desk.board().state, desk.board().error) == (PostingState.FAILED, "not_in_channel")
    assert {posting.state for posting in desk.postings(PostingKind.CARD)} == {PostingState.FAILED}
    (message,) = told(desk)
    assert "I cannot show the board of *churn-model v3" in message
    assert "`/invite @deploy-check`" in message


def test_what_tells_of_trouble_is_not_drawn_for_ever(desk: Desk) -> None:
    """That it is shown, elsewhere, says nothing of the channel that it is about: nothing waits to be sent again."""
    desk.slack.leave(CHANNEL, BOT)
    desk.deliver(30)

    assert [posting for posting in desk.pending() if posting.is_behind] == []
    assert len(desk.slack.traffic("chat.update")) <= 2


def test_a_channel_that_is_lost_is_told_to_the_lead_once(desk: Desk) -> None:
    """However many messages and changes fail there, it is one word; when the channel is back, everything is shown."""
    desk.leads(BEN)
    desk.deliver()
    desk.slack.archive(CHANNEL)
    desk.answers(AIM)
    desk.answers(USE)
    desk.deliver()
    desk.gives(AIM, BEN)
    desk.deliver()
    before = told(desk, BENS_MESSAGES)
    assert sum("I cannot show" in text for text in before) == 1

    desk.slack.unarchive(CHANNEL)
    refresh(desk.ports, desk.request(), desk.deployment.id)
    desk.deliver()
    assert "Fewer customers leave." in shown(desk, card(desk))
    assert not any(posting.state is PostingState.FAILED for posting in desk.pending())
    assert sum("I cannot show" in text for text in told(desk, BENS_MESSAGES)) == 0
    assert sum("can be shown in" in text for text in told(desk, BENS_MESSAGES)) == 1


def test_the_second_loss_of_a_channel_is_told_again(desk: Desk) -> None:
    """It is once per loss, not once for ever."""
    desk.deliver()
    for _ in range(2):
        desk.slack.archive(CHANNEL)
        desk.answers(AIM)
        desk.gives(AIM, BEN)
        desk.deliver()
        desk.slack.unarchive(CHANNEL)
        desk.gives(AIM)
        desk.deliver()

    assert sum("can be shown in" in text for text in told(desk)) == 2


def test_any_change_brings_back_all_that_failed_in_the_channel(desk: Desk) -> None:
    """Once one message goes through, the others of the channel are tried again, of every deployment in it."""
    other = desk.opens("other-model")
    desk.slack.leave(CHANNEL, BOT)
    desk.deliver()
    desk.slack.join(CHANNEL, BOT)
    desk.answers(AIM)
    desk.deliver()

    assert all(posting.ts for posting in desk.postings(PostingKind.CARD))
    assert all(posting.ts for posting in desk.postings(PostingKind.CARD, other))


def test_what_was_in_doubt_when_the_channel_was_lost_is_still_looked_for(desk: Desk) -> None:
    """A board whose post got no answer is not doubled by a channel that was lost in between."""
    desk.client.after = fails(SlackSilent("timeout"))
    desk.deliverer.step()
    desk.slack.leave(CHANNEL, BOT)
    desk.deliver()
    assert desk.board().state is PostingState.FAILED
    desk.slack.join(CHANNEL, BOT)
    refresh(desk.ports, desk.request(), desk.deployment.id)
    desk.deliver()

    assert desk.board().ts == desk.said()[0]["ts"]
    assert sum(message.get("thread_ts", message["ts"]) == message["ts"] for message in desk.said()) == 1


# a message that was deleted


def test_a_deleted_card_comes_back_and_works(desk: Desk) -> None:
    """It is posted anew into its thread with the change that found it gone, and edited from then on."""
    desk.deliver()
    delete(desk, card(desk))
    desk.answers(AIM)
    desk.deliver()
    again = card(desk)
    desk.gives(AIM, BEN)
    desk.deliver()

    assert "Ben" in shown(desk, again)
    assert card(desk).ts == again.ts
    assert told(desk) == []


def test_a_card_deleted_twice_is_told_to_the_lead(desk: Desk) -> None:
    """The bot does not quarrel: it says so once, and posts the card again with the change after."""
    desk.deliver()
    delete(desk, card(desk))
    desk.answers(AIM)
    desk.deliver()
    delete(desk, card(desk))
    desk.gives(AIM, BEN)
    desk.deliver()
    assert (card(desk).state, card(desk).ts) == (PostingState.FAILED, "")
    (message,) = told(desk)
    assert f"I cannot show the card of {SMALL.sections[0].ref} {SMALL.sections[0].title}" in message
    assert "Somebody deleted it twice" in message

    desk.gives(AIM)
    desk.deliver()
    assert "Fewer customers leave." in shown(desk, card(desk))
    assert "can be shown in" in told(desk)[0]


def test_a_deleted_board_comes_back_and_its_thread_stays(desk: Desk) -> None:
    """The new board links to the cards where they are; what is posted later joins them."""
    desk.deliver()
    root = desk.board().ts
    delete(desk, desk.board())
    desk.publish()
    desk.deliver()

    board = desk.board()
    assert board.ts != root
    assert f"thread_ts={root}" in shown(desk, board)
    summary = desk.postings(PostingKind.SUMMARY)[0]
    assert next(m for m in desk.said() if m["ts"] == summary.ts)["thread_ts"] == root


def test_a_board_deleted_before_its_cards_comes_back_with_a_new_thread(desk: Desk) -> None:
    """Without replies nothing is left of the old thread, so the cards hang on the new board."""
    desk.deliverer.step()
    delete(desk, desk.board())
    desk.deliver()

    cards = [message for message in desk.said() if message["ts"] != desk.board().ts]
    assert {message["thread_ts"] for message in cards} == {desk.board().ts}
    assert len(cards) == len(SMALL.sections)


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed"])
def test_a_card_that_may_not_be_edited_is_posted_anew(desk: Desk, code: str) -> None:
    """Another installation's message, or a workspace's limit for edits: a card that shows old state is no card."""
    desk.deliver()
    old = card(desk)
    desk.client.at_edit = fails(SlackRefused(code))
    desk.answers(AIM)
    desk.deliver()

    assert card(desk).ts != old.ts
    assert "Fewer customers leave." in shown(desk, card(desk))


# the workspace


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked"])
def test_a_revoked_token_silences_the_bot_until_it_works(desk: Desk, code: str) -> None:
    """One refusal is enough: nothing more is said, one question a minute, and all is shown once the token works."""
    desk.deliverer.step()
    desk.slack.forbid("*", code)
    desk.deliver(10)
    calls = len(desk.slack.traffic())
    desk.deliver(180)
    asked = [entry["name"] for entry in desk.slack.traffic()[calls:]]
    assert set(asked) == {"auth.test"}
    assert len(asked) == 3
    assert desk.deliverer.shut_out_until is not None
    assert not any(posting.state is PostingState.FAILED for posting in desk.pending())

    desk.slack.allow("*")
    desk.deliver(90)
    assert len(desk.said()) == 1 + len(SMALL.sections)
    assert desk.deliverer.shut_out_until is None


def test_a_closed_workspace_is_asked_again_in_a_minute(desk: Desk) -> None:
    """The loop sleeps until then instead of trying."""
    desk.deliverer.step()
    desk.slack.forbid("*", "token_revoked")
    desk.wait(1)
    desk.deliver_now()

    assert desk.deliverer.wait_until() == desk.clock.now + timedelta(minutes=1)


def test_names_are_not_forgotten_over_a_revoked_token(desk: Desk) -> None:
    """Nobody is called someone for a day because a token was revoked for a minute."""
    desk.slack.forbid("users.info", "token_revoked")
    desk.deliver(5)
    desk.slack.allow("users.info")
    desk.deliver()

    assert "lead Priya Raman" in desk.said()[0]["text"]


# people, rights, content, and what passes


def test_a_refused_direct_message_is_given_up(desk: Desk) -> None:
    """Somebody who left gets no message; the row says why, and the lead hears of it once."""
    desk.deliver()
    desk.slack.deactivate(BEN)
    desk.gives(AIM, BEN)
    desk.deliver()

    (notice,) = desk.postings(PostingKind.NOTICE)
    assert (notice.state, notice.error) == (PostingState.FAILED, "user_disabled")
    assert [said.count("I cannot write to Ben Okafor") for said in told(desk)] == [1]


def test_a_missing_permission_is_told_and_named(desk: Desk) -> None:
    """The row names the scope for whoever runs the bot; the lead hears that it needs the installer."""
    desk.deliver()
    desk.slack.withdraw("files:write")
    desk.publish()
    desk.deliver()

    (report,) = desk.postings(PostingKind.REPORT)
    assert (report.state, report.error) == (PostingState.FAILED, "missing_scope files:write")
    assert "I cannot show the report" in told(desk)[-1]


@pytest.mark.parametrize("code", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks", "no_text"])
def test_a_message_that_slack_will_never_take_is_given_up_until_it_changes(desk: Desk, code: str) -> None:
    """One such card stops no other, is told once, and is drawn afresh with its next change."""
    desk.deliver()
    desk.client.at_edit = fails(SlackRefused(code))
    desk.answers(AIM)
    desk.deliver()
    assert (card(desk).state, card(desk).error) == (PostingState.FAILED, code)
    assert desk.board().shown == desk.board().wanted
    assert len(told(desk)) == 1

    desk.gives(AIM, BEN)
    desk.deliver()
    assert "Fewer customers leave." in shown(desk, card(desk))


@pytest.mark.parametrize("code", ["message_limit_exceeded", "update_failed", "never_heard_of"])
def test_what_may_pass_is_tried_ever_more_slowly(desk: Desk, code: str) -> None:
    """It is never given up; the pauses double up to five minutes, somewhat at random."""
    desk.deliver()
    desk.slack.forbid("chat.update", code)
    desk.answers(AIM)
    calls = len(desk.slack.traffic("chat.update"))
    desk.deliver(900)
    tried = len(desk.slack.traffic("chat.update")) - calls
    assert 2 * 8 <= tried <= 2 * 16
    desk.slack.allow("chat.update")
    desk.deliver()

    assert "Fewer customers leave." in shown(desk, card(desk))


def test_a_board_whose_post_got_no_answer_is_posted_where_history_may_not_be_read(desk: Desk) -> None:
    """After the quiet time: nobody could go on without the board, and a second one is better than none."""
    desk.client.before = fails(SlackSilent("timeout"))
    desk.slack.withdraw("channels:history")
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)


def test_a_summary_in_doubt_is_not_doubled_where_history_may_not_be_read(desk: Desk) -> None:
    """The decision is said once or not at all, and the lead hears that it may be missing."""
    desk.deliver()
    desk.slack.withdraw("channels:history")
    desk.publish()
    while not desk.postings(PostingKind.SUMMARY)[0].sent_at:
        desk.client.before = fails(SlackSilent("timeout"))
        desk.deliver(1)
    desk.client.before = None
    desk.deliver()

    (summary,) = desk.postings(PostingKind.SUMMARY)
    assert (summary.state, summary.ts) == (PostingState.FAILED, "")
    assert "I cannot show the summary" in told(desk)[0]


def test_replies_come_with_their_board_whatever_kept_it_back(desk: Desk) -> None:
    """Cards that no board stood for are tried again once it stands, also when it was no matter of the channel."""
    desk.slack.forbid("chat.postMessage", "missing_scope")
    desk.deliver()
    assert {row.state for row in desk.postings(PostingKind.CARD)} == {PostingState.FAILED}
    desk.slack.allow("chat.postMessage")
    desk.gives(AIM, BEN)
    desk.deliver()

    assert len(desk.said()) == 1 + len(SMALL.sections)
