"""Commands, triggers and modals, through a real Bolt app on Socket Mode."""

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import Ack, BoltResponse
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from tests.playground.conftest import (
    ANN,
    BO,
    NO_BOT,
    OLD,
    OPEN,
    PRIVATE,
    Clock,
    Hand,
    TestBot,
    actions,
    button,
    modal,
    opened,
    posted,
    text_input,
)

TROUBLE = "We had some trouble connecting. Try again?"


def answering(**answer: Any) -> Any:
    return lambda ack, **_: ack(**answer)


# commands


def test_a_command_carries_slacks_fields(bot: TestBot, bo: Hand) -> None:
    """The app learns who, where and what, with people escaped, and nothing about a thread."""
    bo.do("send", channel=PRIVATE, text="/check not his channel")
    bo.do("send", channel=OPEN, text=f"/check  a&b <@{ANN}> in <#{OPEN}> ")
    body = bot.next_payload()

    assert body["text"] == f"a&amp;b <@{ANN}|ann> in <#{OPEN}|open>"
    assert (body["command"], body["channel_id"], body["user_name"]) == ("/check", OPEN, "bo")
    assert "thread_ts" not in body


def test_the_acknowledgement_of_a_command_may_speak(bot: TestBot, ann: Hand, slack: Playground) -> None:
    """Text that rides on the ack is for the person alone, even where the bot is not."""
    bot.behave = answering(text="Invite me first")

    assert ann.do("send", channel=NO_BOT, text="/check")["ok"]
    assert slack.ephemerals(NO_BOT, ANN)[-1]["text"] == "Invite me first"


def test_an_app_that_stays_silent_fails_the_command(bot: TestBot, ann: Hand) -> None:
    """After Slack's patience the person gets Slack's sentence."""
    bot.behave = lambda **_: None
    answer = ann.do("send", channel=OPEN, text="/check")

    assert answer["error"] == "operation_timeout"
    assert answer["message"] == "/check failed because the app did not respond."


def test_an_unreadable_acknowledgement_fails_the_command(bot: TestBot, ann: Hand, slack: Playground) -> None:
    """An ack that Slack could not show counts as a failure, and the inspector says why."""
    bot.behave = answering(text="x", blocks=[{"type": "poem"}])

    assert ann.do("send", channel=OPEN, text="/check")["error"] == "dispatch_failed"
    assert slack.traffic("acknowledgement")[-1]["error"] == "invalid_blocks"


def test_commands_need_a_place_to_type_them(slack: Playground, bot: TestBot, ann: Hand, bo: Hand) -> None:
    """Where somebody may only read there is no composer: in archived channels, and in those they have not joined."""
    slack.leave(NO_BOT, BO)
    archived, outside = ann.do("send", channel=OLD, text="/check"), bo.do("send", channel=NO_BOT, text="/check")
    slack.join(NO_BOT, BO)

    assert (archived["error"], outside["error"]) == ("is_archived", "not_in_channel")
    assert bot.received.empty()


def test_commands_stay_out_of_threads(bot: TestBot, ann: Hand) -> None:
    """Slack refuses an app's command in a thread without asking the app."""
    root = posted(bot, button())["ts"]
    answer = ann.do("send", channel=OPEN, text="/check", thread_ts=root)

    assert (answer["error"], answer["message"]) == ("not_in_thread", "/check is not supported in threads. Sorry!")
    assert bot.received.empty()


def test_an_unknown_command_is_not_a_message(ann: Hand) -> None:
    """A misspelt command never reaches the channel."""
    assert ann.do("send", channel=OPEN, text="/chekc")["error"] == "command_not_found"


# triggers


def test_a_trigger_works_once_and_for_three_seconds(bot: TestBot, ann: Hand, clock: Clock) -> None:
    """A second use and a late use are refused with different codes."""
    ann.do("send", channel=OPEN, text="/check")
    used = bot.next_payload()["trigger_id"]
    bot.client.views_open(trigger_id=used, view=modal(text_input("a")))
    ann.do("send", channel=OPEN, text="/check")
    late = bot.next_payload()["trigger_id"]
    clock.ahead += timedelta(seconds=4)

    for trigger, code in ((used, "exchanged_trigger_id"), (late, "expired_trigger_id")):
        with pytest.raises(SlackApiError, match=code):
            bot.client.views_open(trigger_id=trigger, view=modal(text_input("a")))


def test_three_modals_are_the_most(bot: TestBot, ann: Hand) -> None:
    """A view may be pushed from a modal until three lie on each other."""

    def push(ack: Any, body: dict[str, Any], client: Any, **_: Any) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal(actions(button())))
        except SlackApiError as error:
            codes.append(error.response["error"])
        ack()

    codes: list[str] = []
    view = opened(ann, bot, modal(actions(button())))
    bot.behave = push
    for _ in range(3):
        ann.press_in(view)
        view = ann.see("views")["stack"][-1]

    assert codes == ["push_limit_reached"]
    assert len(ann.see("views")["stack"]) == 3


def test_a_push_needs_a_modal_underneath(bot: TestBot, ann: Hand) -> None:
    """The trigger of a command cannot push."""
    ann.do("send", channel=OPEN, text="/check")
    trigger = bot.next_payload()["trigger_id"]

    with pytest.raises(SlackApiError, match="not_found"):
        bot.client.views_push(trigger_id=trigger, view=modal(text_input("a")))


# submissions


def test_a_submission_carries_every_value(bot: TestBot, ann: Hand) -> None:
    """What is typed arrives, and what is empty arrives as null; an empty ack closes the modal."""
    view = opened(ann, bot, modal(text_input("name"), {**text_input("note"), "optional": True}))
    answer = ann.submit(view, name="churn", note="")
    body = bot.next_payload()

    assert body["view"]["state"]["values"] == {
        "name": {"in": {"type": "plain_text_input", "value": "churn"}},
        "note": {"in": {"type": "plain_text_input", "value": None}},
    }
    assert body["response_urls"] == []
    assert answer == {"ok": True, "stack": []}


@pytest.mark.parametrize(
    ("element", "typed", "sentence"),
    [
        ({}, " ", "Please complete this required field."),
        ({"max_length": 3}, "four", "Please use at most 3 characters."),
        ({"min_length": 5}, "four", "Please use at least 5 characters."),
    ],
)
def test_slack_itself_refuses_an_incomplete_form(
    bot: TestBot, ann: Hand, element: dict[str, Any], typed: str, sentence: str
) -> None:
    """The app is not asked about what Block Kit can tell."""
    view = opened(ann, bot, modal(text_input("name", **element)))

    assert ann.submit(view, name=typed)["errors"] == {"name": sentence}
    assert bot.received.empty()


def test_errors_keep_the_modal_and_what_was_typed(bot: TestBot, ann: Hand) -> None:
    """response_action errors come back at their block."""
    view = opened(ann, bot, modal(text_input("name")))
    bot.behave = answering(response_action="errors", errors={"name": "That name is taken."})
    answer = ann.submit(view, name="churn")

    assert answer["errors"] == {"name": "That name is taken."}
    assert answer["stack"][-1]["state"]["values"]["name"]["in"]["value"] == "churn"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"row": "not an input"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push"},
        {"response_action": "dance"},
        {"text": "thanks"},
    ],
)
def test_an_answer_that_slack_cannot_carry_out_is_trouble(bot: TestBot, ann: Hand, answer: dict[str, Any]) -> None:
    """The modal stays and the person reads Slack's sentence."""
    view = opened(ann, bot, modal(text_input("name"), actions(button())))
    bot.behave = lambda ack, **_: unrepaired(ack, answer)

    assert ann.submit(view, name="churn")["message"] == TROUBLE
    assert ann.see("views")["stack"][-1]["id"] == view["id"]


def unrepaired(ack: Ack, answer: dict[str, Any]) -> None:
    """Acknowledge with a body that Bolt's own ack() would correct or refuse."""
    ack.response = BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})


def test_a_silent_app_is_trouble_too(bot: TestBot, ann: Hand) -> None:
    """A submission that nobody acknowledges can be tried again."""
    view = opened(ann, bot, modal(text_input("name")))
    bot.behave = lambda **_: None

    assert ann.submit(view, name="churn")["message"] == TROUBLE


def test_an_update_keeps_what_stays_on_the_screen(bot: TestBot, ann: Hand) -> None:
    """An element with the same ids keeps the typed value, whatever the new view says it starts with."""
    view = opened(ann, bot, modal(text_input("name"), text_input("gone")))
    after = modal(text_input("name", initial_value="other"), text_input("new", initial_value="fresh"))
    bot.behave = answering(response_action="update", view=after)
    updated = ann.submit(view, name="churn", gone="x")["stack"][-1]
    values = {block: held["in"]["value"] for block, held in updated["state"]["values"].items()}

    assert values == {"name": "churn", "new": "fresh"}
    assert updated["hash"] != view["hash"]


def test_a_submission_may_push_and_clear(bot: TestBot, ann: Hand) -> None:
    """Push lays a view on top, clear closes everything."""
    view = opened(ann, bot, modal(text_input("name")))
    bot.behave = answering(response_action="push", view=modal(text_input("more")))
    stack = ann.submit(view, name="churn")["stack"]
    bot.behave = answering(response_action="clear")

    assert (stack[-1]["previous_view_id"], stack[-1]["root_view_id"]) == (view["id"], view["id"])
    assert ann.submit(stack[-1], more="x")["stack"] == []


def test_only_the_topmost_modal_can_be_submitted(bot: TestBot, ann: Hand) -> None:
    """A page that is behind cannot act on a view that is gone."""
    view = opened(ann, bot, modal(text_input("name")))
    ann.do("close", view_id=view["id"])

    assert ann.submit(view, name="churn")["error"] == "not_found"


def test_the_app_updates_a_view_with_its_hash(bot: TestBot, ann: Hand) -> None:
    """views.update finds a view by either id, and an old hash conflicts."""
    view = opened(ann, bot, modal(text_input("name"), external_id="one"))
    bot.client.views_update(external_id="one", view=modal(text_input("name"), external_id="one"), hash=view["hash"])

    with pytest.raises(SlackApiError, match="hash_conflict"):
        bot.client.views_update(view_id=view["id"], view=modal(text_input("name")), hash=view["hash"])


def test_an_external_id_is_unique(bot: TestBot, ann: Hand, bo: Hand) -> None:
    """A second open view may not take the name of another."""
    opened(ann, bot, modal(text_input("name"), external_id="taken"))
    bo.do("send", channel=OPEN, text="/check")
    trigger = bot.next_payload()["trigger_id"]

    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        bot.client.views_open(trigger_id=trigger, view=modal(text_input("name"), external_id="taken"))


def test_a_push_needs_its_own_modal_on_top(bot: TestBot, ann: Hand) -> None:
    """The trigger of a modal that was closed meanwhile lays nothing over another one."""
    closed = opened(ann, bot, modal(actions(button())))
    ann.press_in(closed)
    trigger = bot.next_payload()["trigger_id"]
    ann.do("close", view_id=closed["id"])
    opened(ann, bot, modal(text_input("other")))

    with pytest.raises(SlackApiError, match="not_found"):
        bot.client.views_push(trigger_id=trigger, view=modal(text_input("over")))


def test_a_modal_may_close_everything_with_it(bot: TestBot, ann: Hand) -> None:
    """With clear_on_close a Cancel takes the whole stack away, and the app hears of the lowest."""
    below = opened(ann, bot, modal(text_input("lower"), callback_id="lower", notify_on_close=True))
    bot.behave = answering(response_action="push", view=modal(text_input("upper"), clear_on_close=True))
    ann.submit(below, lower="x")
    bot.forget()
    left = ann.do("close", view_id=ann.see("views")["stack"][-1]["id"])["stack"]
    told = bot.next_payload()

    assert left == []
    assert (told["view"]["callback_id"], told["is_cleared"]) == ("lower", True)


@pytest.mark.parametrize(("whole_stack", "cleared"), [(False, False), (True, True)])
def test_closing_is_told_to_an_app_that_asked(bot: TestBot, ann: Hand, *, whole_stack: bool, cleared: bool) -> None:
    """Cancel closes one view, the x all of them; both are told apart."""
    view = opened(ann, bot, modal(text_input("name"), notify_on_close=True))

    assert ann.do("close", view_id=view["id"], all=whole_stack)["stack"] == []
    body = bot.next_payload()
    assert (body["type"], body["view"]["id"], body["is_cleared"]) == ("view_closed", view["id"], cleared)
