"""Clicks in messages, modals and the Home tab, shortcuts and events, through a real Bolt app on Socket Mode."""

import pytest

from bot.playground.playground import Playground
from tests.playground.conftest import (
    ANN,
    BOT,
    NO_BOT,
    OPEN,
    PRIVATE,
    TEXT,
    Hand,
    TestBot,
    actions,
    button,
    modal,
    opened,
    posted,
    text_input,
)


def test_a_click_on_a_message_says_where_it_was(bot: TestBot, ann: Hand) -> None:
    """block_actions has the message, the thread, the channel, and the button as drawn."""
    root = posted(bot, button())["ts"]
    reply = bot.client.chat_postMessage(channel=OPEN, text="x", blocks=[actions(button())], thread_ts=root)["message"]
    assert ann.press(reply) == {"ok": True}
    body = bot.next_payload()
    [action] = body["actions"]

    assert body["container"] == {
        "type": "message",
        "message_ts": reply["ts"],
        "thread_ts": root,
        "channel_id": OPEN,
        "is_ephemeral": False,
    }
    assert (action["type"], action["value"], action["text"]) == ("button", "1", TEXT)
    assert (body["channel"]["name"], body["user"]["team_id"]) == ("open", "T0TEAM001")
    assert body["message"]["thread_ts"] == root


def test_a_choice_is_the_drawn_option(bot: TestBot, ann: Hand) -> None:
    """The payload has the chosen option and the state of the whole message; what is not offered is refused."""
    options = [{"text": TEXT, "value": value} for value in ("a", "b")]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    message = posted(bot, select, button())
    assert ann.press(message, "pick", selected_option={"value": "c"})["error"] == "invalid_input"
    ann.press(message, "pick", selected_option={"value": "b"})
    body = bot.next_payload()

    assert body["actions"][0]["selected_option"] == options[1]
    assert body["state"]["values"]["row"]["pick"]["selected_option"] == options[1]
    shown = ann.see("messages", channel=OPEN)["messages"][-1]
    assert shown["state"] == body["state"]["values"]


def test_what_one_person_picks_the_others_do_not_see(bot: TestBot, ann: Hand, bo: Hand) -> None:
    """The state of a message belongs to its viewer."""
    message = posted(bot, {"type": "datepicker", "action_id": "day"})
    ann.press(message, "day", selected_date="2026-03-01")
    ann_sees, bo_sees = (hand.see("messages", channel=OPEN)["messages"][-1]["state"] for hand in (ann, bo))

    assert ann_sees["row"]["day"]["selected_date"] == "2026-03-01"
    assert bo_sees["row"]["day"]["selected_date"] is None


def test_a_button_that_is_gone_cannot_be_pressed(bot: TestBot, ann: Hand) -> None:
    """A stale page gets a refusal, and the app hears nothing."""
    message = posted(bot, button())
    bot.client.chat_update(channel=OPEN, ts=message["ts"], text="done")

    assert ann.press(message)["error"] == "invalid_input"
    assert bot.received.empty()


def test_an_input_that_tells_nothing_cannot_be_pressed(bot: TestBot, ann: Hand) -> None:
    """An input is told to the app while it is filled in only if its block dispatches actions."""
    for is_told in (False, True):
        view = opened(ann, bot, modal({**text_input("field"), "dispatch_action": is_told}))
        answer = ann.press_in(view, "in", input={"value": "x"})

        assert answer.get("error") == (None if is_told else "invalid_input")
        ann.do("close", view_id=view["id"])


def test_an_unacknowledged_click_warns(bot: TestBot, ann: Hand) -> None:
    """The person learns that nothing happened."""
    bot.behave = lambda **_: None

    assert ann.press(posted(bot, button()))["message"] == "This app did not respond. Try again?"


def test_an_action_in_a_modal_brings_the_typed_values(bot: TestBot, ann: Hand) -> None:
    """The view of the payload holds what the person has typed so far, and the server keeps it."""
    view = opened(ann, bot, modal(text_input("name"), actions(button())))
    ann.press_in(view, values={"name": {"in": {"value": "churn"}}})
    body = bot.next_payload()

    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["state"]["values"]["name"]["in"]["value"] == "churn"
    assert "response_url" not in body


def test_a_click_on_home_comes_with_the_view(bot: TestBot, ann: Hand) -> None:
    """Opening the Home tab tells the app; the buttons of what it publishes work."""
    ann.see("home")
    event = bot.next_payload()["event"]
    assert (event["type"], event["tab"], event["user"]) == ("app_home_opened", "home", ANN)

    bot.client.views_publish(user_id=ANN, view={"type": "home", "blocks": [actions(button())]})
    ann.do("action", container={"type": "home"}, block_id="row", action_id="go", input={})
    body = bot.next_payload()
    assert (body["view"]["type"], body["actions"][0]["action_id"]) == ("home", "go")


# shortcuts and events


def test_a_message_shortcut_brings_the_message(bot: TestBot, ann: Hand) -> None:
    """It works on any message, also on one of a person in a thread."""
    message = posted(bot, button())
    assert ann.do("shortcut", callback_id="on_message", channel=OPEN, ts=message["ts"])["ok"]
    body = bot.next_payload()

    assert (body["type"], body["callback_id"], body["message"]["ts"]) == ("message_action", "on_message", message["ts"])
    assert ann.do("shortcut", callback_id="anywhere")["ok"]
    assert bot.next_payload()["type"] == "shortcut"
    assert ann.do("shortcut", callback_id="on_message")["error"] == "shortcut_not_found"


def test_a_mention_reaches_the_app(bot: TestBot, ann: Hand) -> None:
    """app_mention comes from a channel with the bot, and from a thread with its thread_ts."""
    root = posted(bot, button())["ts"]
    ann.do("send", channel=NO_BOT, text=f"<@{BOT}> here you are not")
    ann.do("send", channel=OPEN, text=f"<@{BOT}> status", thread_ts=root)
    event = bot.next_payload()["event"]

    assert (event["type"], event["text"], event["thread_ts"]) == ("app_mention", f"<@{BOT}> status", root)


def test_an_app_hears_of_what_it_asked_for_only(slack: Playground, bot: TestBot, ann: Hand) -> None:
    """Without the scope, or without a subscription for that kind of channel, nothing is told."""
    slack.withdraw("app_mentions:read")
    ann.do("send", channel=OPEN, text=f"<@{BOT}> who may not know that it is named")
    slack.grant("app_mentions:read")
    ann.do("send", channel=OPEN, text="nothing to do with the app")
    ann.do("send", channel=PRIVATE, text="hello")
    event = bot.next_payload()["event"]

    assert (event["type"], event["channel_type"], event["text"]) == ("message", "group", "hello")
    assert bot.received.empty()


def test_the_app_hears_when_a_message_changes_or_goes(slack: Playground, bot: TestBot, ann: Hand, bo: Hand) -> None:
    """Both events carry what was said before; only who said it can do so."""
    ann.do("send", channel=PRIVATE, text="one")
    ts = bot.next_payload()["event"]["ts"]
    refused = bo.do("edit", channel=PRIVATE, ts=ts, text="two")["error"]
    ann.do("edit", channel=PRIVATE, ts=ts, text="two & three")
    changed = bot.next_payload()["event"]
    ann.do("remove", channel=PRIVATE, ts=ts)
    deleted = bot.next_payload()["event"]

    assert refused == "channel_not_found"
    assert (changed["subtype"], changed["previous_message"]["text"]) == ("message_changed", "one")
    assert (changed["message"]["text"], changed["message"]["ts"]) == ("two &amp; three", ts)
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)
    assert deleted["previous_message"]["text"] == "two &amp; three"
    assert ts not in {message["ts"] for message in slack.messages(PRIVATE)}


@pytest.mark.parametrize(
    ("change", "error"),
    [("theirs", "cant_update_message"), ("empty", "no_text"), ("gone", "message_not_found")],
)
def test_a_message_is_changed_by_who_wrote_it(
    slack: Playground, bot: TestBot, ann: Hand, change: str, error: str
) -> None:
    """Nobody puts words into another's mouth, and a message is never empty."""
    ann.do("send", channel=OPEN, text="mine")
    mine = slack.messages(OPEN)[-1]["ts"]
    ts = {"theirs": posted(bot, button())["ts"], "empty": mine, "gone": "1.000001"}[change]

    assert ann.do("edit", channel=OPEN, ts=ts, text="" if change == "empty" else "x")["error"] == error


def test_a_direct_message_reaches_the_app(bot: TestBot, ann: Hand) -> None:
    """message.im comes for every message in the bot's DM."""
    channel = bot.client.conversations_open(users=ANN)["channel"]["id"]
    ann.do("send", channel=channel, text="a < b")
    event = bot.next_payload()["event"]

    assert (event["type"], event["channel_type"], event["text"]) == ("message", "im", "a &lt; b")
