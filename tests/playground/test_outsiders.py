"""Guests, people of another workspace, and people who have left."""

from typing import Any

import httpx
import pytest

from bot.playground.playground import Playground
from tests.playground.conftest import ANN, EVE, FAY, GIL, OPEN, SHARED, Hand, TestBot, actions, button


@pytest.fixture
def gil(slack: Playground, http: httpx.Client) -> Hand:
    return Hand(http, slack.server.url, GIL)


def ids(hand: Hand, what: str) -> set[str]:
    return {one["id"] for one in hand.see("boot")[what]}


def test_a_guest_sees_the_channels_they_were_invited_to(slack: Playground, http: httpx.Client) -> None:
    """To a guest other public channels do not exist; commands they may use."""
    fay = Hand(http, slack.server.url, FAY)

    assert ids(fay, "channels") == {OPEN, f"D{FAY[1:]}"}
    assert fay.see("messages", channel=SHARED)["error"] == "channel_not_found"
    assert fay.see("boot")["commands"]
    assert slack.client().users_info(user=FAY)["user"]["is_restricted"]


def test_a_stranger_sees_shared_channels_only(gil: Hand, slack: Playground) -> None:
    """No direct messages, no commands, no shortcuts; the app knows whom it has before it."""
    user = slack.client().users_info(user=GIL)["user"]
    boot = gil.see("boot")

    assert ids(gil, "channels") == {SHARED}
    assert (boot["commands"], boot["shortcuts"]) == ([], [])
    assert (user["is_stranger"], user["team_id"]) == (True, "T0OTHER01")
    assert slack.client().conversations_info(channel=SHARED)["channel"]["is_ext_shared"]


def test_a_stranger_presses_a_button_and_runs_nothing(bot: TestBot, gil: Hand) -> None:
    """A button works for everybody who sees it; a command or shortcut does not exist for a stranger."""
    posted = bot.client.chat_postMessage(channel=SHARED, text="x", blocks=[actions(button())])
    message: dict[str, Any] = posted["message"]
    container = {"type": "message", "channel": SHARED, "ts": message["ts"]}
    pressed = gil.do("action", container=container, block_id="row", action_id="go", input={})
    payload = bot.next_payload()

    assert pressed["ok"]
    assert (payload["user"]["team_id"], payload["team"]["id"]) == ("T0OTHER01", "T0TEAM001")
    assert gil.do("send", channel=SHARED, text="/check it")["error"] == "command_not_found"
    shortcut = gil.do("shortcut", callback_id="on_message", channel=SHARED, ts=message["ts"])
    assert shortcut["error"] == "shortcut_not_found"


def test_a_strangers_words_carry_their_workspace(bot: TestBot, gil: Hand) -> None:
    """What a stranger says to the bot is marked as coming from a shared channel."""
    gil.do("send", channel=SHARED, text="<@U0THEBOT1> hello")
    payload = bot.next_payload()

    assert (payload["is_ext_shared_channel"], payload["event"]["team"]) == (True, "T0OTHER01")


def test_a_stranger_has_no_home(bot: TestBot, gil: Hand, ann: Hand) -> None:
    """The Home tab is for people of the workspace."""
    assert gil.see("home")["view"] is None
    ann.see("home")

    assert bot.next_payload()["event"]["user"] == ANN


def test_somebody_who_left_does_nothing(slack: Playground, http: httpx.Client) -> None:
    """A deactivated account stays known and cannot act."""
    eve = Hand(http, slack.server.url, EVE)

    assert eve.do("send", channel=OPEN, text="hi")["error"] == "cannot_act"
    assert slack.client().users_info(user=EVE)["user"]["deleted"]
