"""What an app may do with a response_url."""

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.playground.playground import Playground
from tests.playground.conftest import ANN, OPEN, Clock, Hand, TestBot, actions, button


def answer(url: str, **content: Any) -> tuple[int, str]:
    """Use the address as Bolt does, and return the status and the error."""
    response = WebhookClient(url).send_dict(content)
    return response.status_code, json.loads(response.body).get("error", "")


@pytest.fixture
def clicked(bot: TestBot, ann: Hand) -> dict[str, Any]:
    """Return the payload of a click on a fresh message."""
    message = bot.client.chat_postMessage(channel=OPEN, text="x", blocks=[actions(button())])["message"]
    ann.press(message)
    return bot.next_payload()


def test_by_default_only_the_person_sees_it(clicked: dict[str, Any], slack: Playground) -> None:
    """A response is ephemeral unless it says in_channel."""
    assert answer(clicked["response_url"], text="for you") == (200, "")
    assert answer(clicked["response_url"], text="for all", response_type="in_channel") == (200, "")

    assert slack.ephemerals(OPEN, ANN)[-1]["text"] == "for you"
    assert slack.messages(OPEN)[-1]["text"] == "for all"


def test_it_may_answer_in_a_thread(clicked: dict[str, Any], slack: Playground) -> None:
    """thread_ts puts the answer where the click was."""
    root = clicked["message"]["ts"]
    answer(clicked["response_url"], text="there", response_type="in_channel", thread_ts=root)

    assert [message["text"] for message in slack.thread(OPEN, root)] == ["x", "there"]


def test_the_original_can_be_replaced_and_deleted(clicked: dict[str, Any], slack: Playground) -> None:
    """Text without blocks takes the buttons away; delete takes the message."""
    ts = clicked["message"]["ts"]
    answer(clicked["response_url"], text="done", replace_original=True)
    assert [(message["text"], message["blocks"]) for message in slack.thread(OPEN, ts)] == [("done", [])]

    answer(clicked["response_url"], delete_original=True)
    assert slack.thread(OPEN, ts) == []


def test_an_ephemeral_can_be_replaced_only_here(bot: TestBot, ann: Hand, slack: Playground) -> None:
    """Buttons on an ephemeral work, and their response_url reaches it; the payload has no message."""
    bot.client.chat_postEphemeral(channel=OPEN, user=ANN, text="?", blocks=[actions(button())])
    ann.press(slack.ephemerals(OPEN, ANN)[-1])
    body = bot.next_payload()
    answer(body["response_url"], text="answered", replace_original=True)

    assert body["container"]["is_ephemeral"]
    assert "message" not in body
    assert slack.ephemerals(OPEN, ANN)[-1]["text"] == "answered"


def test_a_command_has_no_original(bot: TestBot, ann: Hand) -> None:
    """There is nothing to replace after a command."""
    ann.do("send", channel=OPEN, text="/check")

    assert answer(bot.next_payload()["response_url"], text="x", replace_original=True) == (400, "message_not_found")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "everywhere"}, "invalid_arguments"),
        ({"text": "x", "channel": OPEN}, "invalid_arguments"),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
    ],
)
def test_what_cannot_be_shown_is_refused(clicked: dict[str, Any], content: dict[str, Any], code: str) -> None:
    """A response passes the same checks as a message."""
    assert answer(clicked["response_url"], **content) == (400, code)


def test_it_works_five_times(clicked: dict[str, Any]) -> None:
    """The sixth use is one too many."""
    uses = [answer(clicked["response_url"], text="x") for _ in range(6)]

    assert uses == [(200, "")] * 5 + [(404, "used_url")]


def test_it_works_for_half_an_hour(clicked: dict[str, Any], clock: Clock) -> None:
    """A late answer finds nobody."""
    clock.ahead += timedelta(minutes=31)

    assert answer(clicked["response_url"], text="x") == (404, "expired_url")


def test_a_made_up_address_is_nobodys(slack: Playground) -> None:
    """Only an address that was handed out works."""
    assert answer(f"{slack.server.url}response/GUESSED", text="x") == (404, "no_such_url")
