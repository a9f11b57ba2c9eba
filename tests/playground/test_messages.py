"""What Slack makes of a message: the fields it adds, and what it keeps of it when it changes."""

from dataclasses import replace

import pytest
from slack_sdk import WebClient

from bot.playground.playground import Playground
from tests.playground.conftest import ANN, BOT, OPEN, TEXT, Clock, Hand, TestBot, actions, modal, text_input
from tests.playground.error_cases import SECTION, Stage, refused

SELECT = {"type": "static_select", "action_id": "go", "options": [{"text": TEXT, "value": value} for value in "ab"]}


@pytest.fixture
def client(slack: Playground) -> WebClient:
    return slack.client()


def test_a_message_is_stored_as_slack_returns_it(client: WebClient) -> None:
    """The bot is the author by its profile, blocks get ids, and metadata comes back only when asked for."""
    metadata = {"event_type": "board_posted", "event_payload": {"id": "7"}}
    posted = client.chat_postMessage(channel=OPEN, text="Hi", blocks=[SECTION], metadata=metadata)
    ts = posted["ts"]
    [plain] = client.conversations_history(channel=OPEN, latest=ts, oldest=ts, inclusive=True)["messages"]
    [full] = client.conversations_replies(channel=OPEN, ts=ts, include_all_metadata=True)["messages"]
    profile = plain["bot_profile"]

    assert (plain["user"], plain["bot_id"], plain["app_id"]) == (BOT, "B0BOT0001", "A0APP0001")
    assert (plain["team"], profile["team_id"]) == ("T0TEAM001", "T0TEAM001")
    assert (profile["id"], profile["user_id"], profile["deleted"]) == ("B0BOT0001", BOT, False)
    assert plain["blocks"][0]["block_id"]
    assert "metadata" not in plain
    assert full == {**plain, "metadata": metadata} == posted["message"]


def test_a_message_of_markdown_is_a_markdown_block(client: WebClient) -> None:
    """The block_id of a markdown block is Slack's, whatever the app asks for."""
    said = client.chat_postMessage(channel=OPEN, markdown_text="**x**")["message"]["blocks"][0]
    block = {"type": "markdown", "text": "x", "block_id": "mine"}
    sent = client.chat_postMessage(channel=OPEN, text="x", blocks=[block])["message"]["blocks"][0]

    assert (said["type"], said["text"]) == ("markdown", "**x**")
    assert sent["block_id"] != "mine"


def test_a_root_counts_its_replies(client: WebClient) -> None:
    """A root names who replied and when last, a reply names the root's author."""
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    replies = [client.chat_postMessage(channel=OPEN, text=text, thread_ts=root)["ts"] for text in "ab"]
    first, second, _ = client.conversations_replies(channel=OPEN, ts=root)["messages"]

    assert (first["thread_ts"], first["reply_count"], first["reply_users"]) == (root, 2, [BOT])
    assert (first["latest_reply"], first["is_locked"]) == (replies[-1], False)
    assert (second["thread_ts"], second["parent_user_id"]) == (root, BOT)
    assert "reply_count" not in second


def test_a_reply_may_be_broadcast(client: WebClient) -> None:
    """A broadcast reply also stands in the channel and shows its root, a plain one does not; the root counts both."""
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    client.chat_postMessage(channel=OPEN, text="quiet", thread_ts=root)
    client.chat_postMessage(channel=OPEN, text="loud", thread_ts=root, reply_broadcast=True)
    newest, before = client.conversations_history(channel=OPEN, limit=2)["messages"]
    thread = client.conversations_replies(channel=OPEN, ts=root)["messages"]

    assert (newest["text"], newest["subtype"], newest["root"]["ts"]) == ("loud", "thread_broadcast", root)
    assert (before["ts"], before["reply_count"]) == (root, 2)
    assert [message["text"] for message in thread] == ["root", "quiet", "loud"]


def test_an_edit_without_blocks_removes_them_and_leaves_its_mark(client: WebClient) -> None:
    """chat.update replaces the whole content; metadata stays unless sent, and only an edit of words is marked."""
    metadata = {"event_type": "board", "event_payload": {}}
    ts = client.chat_postMessage(channel=OPEN, text="a", blocks=[SECTION], metadata=metadata)["ts"]
    with_blocks = client.chat_update(channel=OPEN, ts=ts, text="b", blocks=[SECTION])["message"]
    without = client.chat_update(channel=OPEN, ts=ts, text="c")["message"]

    assert "edited" not in with_blocks
    assert (without["blocks"], without["edited"]["user"], without["metadata"]) == ([], BOT, metadata)


@pytest.mark.parametrize(("block_id", "kept"), [("row", "b"), ("row-2", "a")])
def test_a_choice_in_a_message_stays_until_its_block_is_another(
    bot: TestBot, ann: Hand, block_id: str, kept: str
) -> None:
    """An edit keeps what a viewer picked, against initial_option, as long as block_id and action_id stay."""
    message = bot.client.chat_postMessage(channel=OPEN, text="x", blocks=[actions(SELECT)])["message"]
    ann.press(message, type="static_select", selected_option=SELECT["options"][1])
    bot.next_payload()
    initial = {**SELECT, "initial_option": SELECT["options"][0]}
    bot.client.chat_update(channel=OPEN, ts=message["ts"], text="x", blocks=[actions(initial, block_id=block_id)])
    shown = ann.see("messages", channel=OPEN)["messages"][-1]

    assert shown["state"][block_id]["go"]["selected_option"]["value"] == kept


def test_files_are_asked_for_with_the_right_to_read_them_only(slack: Playground, clock: Clock) -> None:
    """A file_input needs files:read, which triggers a closer review of an app."""
    question = {**text_input("file"), "element": {"type": "file_input", "action_id": "in"}}
    stage = Stage(slack, clock)
    slack.withdraw("files:read")
    answer = refused(stage.client, "views.open", trigger_id=stage.trigger(), view=modal(question))
    slack.grant("files:read")

    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:read")


def test_an_app_that_takes_no_messages_gets_none(slack: Playground, ann: Hand) -> None:
    """With a read-only Messages tab nobody writes into it, and no command works there."""
    workspace = slack.server.workspace
    tabs = workspace.bot
    workspace.bot = replace(tabs, takes_messages=False)
    answers = [ann.do("send", channel=f"D{ANN[1:]}", text=text)["error"] for text in ("hello", "/check it")]
    workspace.bot = tabs

    assert answers == ["read_only", "read_only"]
