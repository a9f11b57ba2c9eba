"""What the page gets: who sees what, unread marks, live updates, the inspector, and polite refusals."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from bot.playground.server import Options, PlaygroundServer
from tests.playground.conftest import (
    ANN,
    BO,
    BOT,
    CY,
    FADING,
    FAR,
    HASTE,
    NO_BOT,
    OLD,
    OPEN,
    PRIVATE,
    SECRET,
    SHARED,
    Hand,
)


@pytest.fixture(scope="module")
def slack(seed_file: Path) -> Iterator[Playground]:
    """Yield a Slack without an app."""
    with Playground(Options(seed=seed_file, ack_seconds=0.6, rate_scale=HASTE)) as playground:
        playground.archive(OLD)
        yield playground


def channel(hand: Hand, channel_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in hand.see("boot")["channels"] if one["id"] == channel_id)
    return found


@pytest.fixture
def cy(slack: Playground, http: httpx.Client) -> Hand:
    return Hand(http, slack.server.url, CY)


def test_a_person_sees_their_channels_only(ann: Hand, cy: Hand) -> None:
    """Private channels are for members, public ones for everyone, and everyone has the bot's DM."""
    ann_sees, cy_sees = ({one["id"] for one in hand.see("boot")["channels"]} for hand in (ann, cy))

    assert ann_sees - cy_sees == {SECRET, PRIVATE, f"D{ANN[1:]}"}
    assert cy_sees == {OPEN, NO_BOT, OLD, FADING, SHARED, FAR, f"D{CY[1:]}"}
    assert cy.see("messages", channel=SECRET)["error"] == "channel_not_found"


def test_boot_introduces_everybody(ann: Hand) -> None:
    """The page learns people, groups, commands and shortcuts in one call."""
    boot = ann.see("boot")

    assert {user["id"]: user["title"] for user in boot["users"]}[BO] == "Engineer"
    assert boot["commands"] == [{"command": "/check", "description": "Check something", "usage_hint": "[what]"}]
    assert [group["handle"] for group in boot["usergroups"]] == ["leads"]
    assert [shortcut["type"] for shortcut in boot["shortcuts"]] == ["message", "global"]
    tabs = {"has_home": True, "takes_messages": True}
    assert boot["app"] == {"name": "checker", "bot_user_id": BOT, "connected": False, **tabs}


def test_unread_counts_and_mentions(slack: Playground, ann: Hand, bo: Hand) -> None:
    """Others' messages are unread until read; a group counts as a mention; a plain reply is not unread."""
    bo.do("mark", channel=OPEN, ts=slack.messages(OPEN)[-1]["ts"])
    ann.do("mark", channel=OPEN, ts=slack.messages(OPEN)[-1]["ts"])
    root = slack.client().chat_postMessage(channel=OPEN, text="for <!subteam^S0LEADS01>")["ts"]
    slack.client().chat_postMessage(channel=OPEN, text=f"<@{ANN}> look", thread_ts=root)

    assert (channel(ann, OPEN)["unread"], channel(ann, OPEN)["mentions"]) == (1, 2)
    assert (channel(bo, OPEN)["unread"], channel(bo, OPEN)["mentions"]) == (1, 0)
    bo.do("mark", channel=OPEN, ts=slack.messages(OPEN)[-1]["ts"])
    assert channel(bo, OPEN)["unread"] == 0


def test_a_thread_holds_its_ephemerals_for_one(slack: Playground, ann: Hand, bo: Hand) -> None:
    """An ephemeral reply stands in the thread of its viewer and nowhere else."""
    root = slack.client().chat_postMessage(channel=OPEN, text="root")["ts"]
    slack.client().chat_postEphemeral(channel=OPEN, user=ANN, text="psst", thread_ts=root)
    seen = [[one["text"] for one in hand.see("thread", channel=OPEN, ts=root)["messages"]] for hand in (ann, bo)]

    assert seen == [["root", "psst"], ["root"]]
    assert all(one["text"] != "psst" for one in ann.see("messages", channel=OPEN)["messages"])


def test_what_a_person_types_is_escaped(slack: Playground, ann: Hand) -> None:
    """Markup of Slack cannot be typed, except mentions that the page inserted; addresses become links."""
    ann.do("send", channel=OPEN, text=f"a<b> & <@{BO}> see https://x.example/?a=1&b=2.")

    expected = f"a&lt;b&gt; &amp; <@{BO}> see <https://x.example/?a=1&amp;b=2>."
    assert slack.messages(OPEN)[-1]["text"] == expected


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"channel": OLD, "text": "x"}, "is_archived"),
        ({"channel": PRIVATE, "text": "x"}, "channel_not_found"),
        ({"channel": OPEN, "text": " "}, "no_text"),
        ({"channel": OPEN, "text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"channel": OPEN}, "invalid_input"),
        ({"channel": OPEN, "text": ["x"]}, "invalid_input"),
        ({"channel": OPEN, "text": "x", "thread_ts": 7}, "invalid_input"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_sentence(bo: Hand, body: dict[str, Any], code: str) -> None:
    """The page has something to show for every refusal."""
    answer = bo.do("send", **body)

    assert (answer["ok"], answer["error"]) == (False, code)
    assert answer["message"].endswith(".")


def test_a_person_outside_a_channel_cannot_post_there(cy: Hand) -> None:
    """Reading a public channel is one thing, posting another."""
    assert cy.do("send", channel=OPEN, text="x")["error"] == "not_in_channel"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"as": 7}', b'{"as": "U0NOBODY1"}', b'{"as": "U0THEBOT1"}'])
@pytest.mark.parametrize("call", ["send", "edit", "remove", "action", "submit", "close", "shortcut", "mark"])
def test_a_broken_call_is_only_an_answer(http: httpx.Client, slack: Playground, call: str, body: bytes) -> None:
    """Nothing that a page sends ends in a traceback, and nobody acts as the bot."""
    url = f"{slack.server.url}page/{call}"
    answer = http.post(url, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["ok"]) == (200, False)


def test_only_the_own_page_gets_in(http: httpx.Client, slack: Playground) -> None:
    """Another site can neither send its forms here nor point its own name at this address."""
    url = f"{slack.server.url}page/send"

    assert http.post(url, content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert http.get(slack.server.url, headers={"Host": "evil.example"}).status_code == 400


def test_the_page_is_served_for_links_too(http: httpx.Client, slack: Playground) -> None:
    """A permalink opens the page."""
    for path in ("", f"archives/{OPEN}/p1700000000000100", f"app_redirect?channel={OPEN}"):
        assert "<title>Test Team</title>" in http.get(f"{slack.server.url}{path}").text


def events(response: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_the_page_is_told_what_happens(http: httpx.Client, slack: Playground, ann: Hand) -> None:
    """A reply comes with its root and the unread counts; another's ephemeral does not come at all."""
    client = slack.client()
    root = client.chat_postMessage(channel=OPEN, text="root")["ts"]
    with http.stream("GET", f"{slack.server.url}page/events?as={ANN}") as response:
        stream = events(response)
        ann.see("views")
        client.chat_postEphemeral(channel=OPEN, user=BO, text="not for ann")
        client.chat_postMessage(channel=OPEN, text="reply", thread_ts=root)
        client.chat_postEphemeral(channel=OPEN, user=ANN, text="psst", thread_ts=root)
        client.views_publish(user_id=ANN, view={"type": "home", "blocks": [{"type": "divider"}]})
        told = [next(stream) for _ in range(5)]

    assert [event["type"] for event in told] == ["message", "message_changed", "unread", "ephemeral", "home"]
    assert (told[1]["message"]["ts"], told[1]["message"]["reply_count"]) == (root, 1)
    assert told[3]["thread_ts"] == root


def test_the_inspector_shows_the_traffic_without_tokens(http: httpx.Client, slack: Playground, ann: Hand) -> None:
    """Each request has its answer, its time and its error."""
    token = slack.server.bot_token
    http.post(f"{slack.server.api_url}users.info", data={"token": token, "user": "U0NOBODY1"})
    entry = slack.traffic("users.info")[-1]

    assert ann.see("traffic", after=str(entry["n"] - 1))["entries"] == [entry]
    assert (entry["direction"], entry["error"], entry["request"]) == (
        "to_slack",
        "user_not_found",
        {"user": "U0NOBODY1"},
    )
    assert entry["ms"] >= 0
    assert token not in json.dumps(slack.traffic())


def test_every_call_waits_for_the_latency(seed_file: Path) -> None:
    """A constant delay stands in for the way to slack.com."""
    with Playground(Options(seed=seed_file, latency=0.05)) as slack:
        began = time.monotonic()
        slack.client().auth_test()

        assert time.monotonic() - began >= 0.05


def test_ids_and_tokens_are_the_same_in_every_run(seed_file: Path) -> None:
    """A restart needs no new configuration; another seed gives another Slack."""
    servers = [PlaygroundServer(Options(seed=seed_file, random_seed=number)) for number in (1, 1, 2)]
    tokens = [(server.bot_token, server.app_token, server.signing_secret) for server in servers]
    for server in servers:
        server.stop()

    assert tokens[0] == tokens[1] != tokens[2]


def test_a_deactivated_person_gets_no_direct_messages(http: httpx.Client, seed_file: Path) -> None:
    """Slack says user_disabled, in both ways of writing to somebody."""
    with Playground(Options(seed=seed_file)) as slack:
        slack.deactivate(BO)
        for method, arguments in (
            ("chat.postMessage", {"channel": BO, "text": "x"}),
            ("conversations.open", {"users": BO}),
        ):
            answer = http.post(
                f"{slack.server.api_url}{method}", data={"token": slack.server.bot_token, **arguments}
            ).json()
            assert answer["error"] == "user_disabled"


def test_membership_can_change(http: httpx.Client, seed_file: Path) -> None:
    """What the bot may see follows from where it is."""
    with Playground(Options(seed=seed_file)) as slack:
        slack.join(SECRET, BOT)
        assert slack.client().chat_postMessage(channel=SECRET, text="in")["ok"]
        slack.leave(SECRET, BOT)
        answer = http.post(
            f"{slack.server.api_url}conversations.info", data={"token": slack.server.bot_token, "channel": SECRET}
        )
        assert answer.json()["error"] == "channel_not_found"


def test_an_archived_channel_cannot_be_edited(seed_file: Path) -> None:
    """Messages of an archived channel are inactive."""
    with Playground(Options(seed=seed_file)) as slack:
        ts = slack.client().chat_postMessage(channel=OPEN, text="x")["ts"]
        slack.archive(OPEN)

        with pytest.raises(SlackApiError, match="is_inactive"):
            slack.client().chat_update(channel=OPEN, ts=ts, text="y")


def test_an_open_page_does_not_keep_the_server(seed_file: Path, http: httpx.Client) -> None:
    """Stopping ends the streams, and the page reads their end."""
    with Playground(Options(seed=seed_file)) as slack:
        url = f"{slack.server.url}page/events?as={ANN}"
        with http.stream("GET", url) as response:
            lines = response.iter_lines()
            assert next(lines) == ": connected"
            slack.server.stop()

            assert list(lines) == [""]


def test_a_file_for_a_form_is_kept_and_can_be_fetched(ann: Hand, http: httpx.Client) -> None:
    """What a person uploads comes back as Slack describes a file, with an address that serves its bytes."""
    file = ann.do("upload", name="tests.pdf", content="JVBERg==")["file"]

    assert {key: file[key] for key in ("name", "filetype", "size", "user", "mode")} == {
        "name": "tests.pdf",
        "filetype": "pdf",
        "size": 4,
        "user": ANN,
        "mode": "hosted",
    }
    assert http.get(file["permalink"]).content == b"%PDF"
    assert ann.do("upload", name="tests.pdf", content="no base64")["error"] == "invalid_input"
