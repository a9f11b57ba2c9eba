"""Socket Mode on the wire, with a plain WebSocket in place of an app."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import websocket
from slack_sdk import WebClient

from bot.playground.playground import Playground
from bot.playground.server import Options
from tests.playground.conftest import BOT, HASTE, OPEN, Hand

Connect = Callable[[], websocket.WebSocket]


@pytest.fixture(scope="module")
def slack(seed_file: Path) -> Iterator[Playground]:
    """Yield a Slack without an app."""
    with Playground(Options(seed=seed_file, ack_seconds=0.6, rate_scale=HASTE, retry_waits=(0,))) as playground:
        yield playground


def address(slack: Playground) -> str:
    client = WebClient(base_url=slack.server.api_url)
    return str(client.apps_connections_open(app_token=slack.server.app_token)["url"])


def received(connection: websocket.WebSocket) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv())
    return message


def close(connection: websocket.WebSocket) -> None:
    connection.close()
    # close() alone leaves the socket open when the server was first.
    connection.shutdown()  # type: ignore[no-untyped-call] # websocket-client ships it so


def acknowledge(connection: websocket.WebSocket, envelope: dict[str, Any], **payload: Any) -> None:
    connection.send(json.dumps({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}))


@pytest.fixture
def connect(slack: Playground) -> Iterator[Connect]:
    """Yield what opens a connection past its hello; all of them are closed in the end."""
    opened: list[websocket.WebSocket] = []

    def open_one() -> websocket.WebSocket:
        connection = websocket.create_connection(address(slack), timeout=5)
        opened.append(connection)
        assert received(connection)["type"] == "hello"
        return connection

    yield open_one
    for connection in opened:
        close(connection)
    while slack.server.socket_mode.connected:
        slack.client().api_test()


@pytest.fixture
def command(ann: Hand) -> Iterator[Callable[[], Future[dict[str, Any]]]]:
    """Yield what types /check and does not wait for the answer."""
    with ThreadPoolExecutor(4) as pool:
        yield lambda: pool.submit(ann.do, "send", channel=OPEN, text="/check")


Command = Callable[[], Future[dict[str, Any]]]


def test_hello_counts_the_connections(slack: Playground, connect: Connect) -> None:
    """The second connection learns that it is the second."""
    connect()
    second = websocket.create_connection(address(slack), timeout=5)
    hello = received(second)
    second.close()

    assert (hello["num_connections"], hello["connection_info"]) == (2, {"app_id": "A0APP0001"})


def test_an_envelope_is_settled_by_its_id(connect: Connect, command: Command) -> None:
    """Only the ack with the right id counts, and noise is ignored."""
    connection, answer = connect(), command()
    envelope = received(connection)
    for noise in ("not json", "[]", '{"envelope_id": "another"}'):
        connection.send(noise)
    acknowledge(connection, envelope)

    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["command"] == "/check"
    assert answer.result() == {"ok": True}


def test_connections_take_turns(connect: Connect, command: Command) -> None:
    """Each envelope goes to one connection, the next to the next."""
    for connection in (connect(), connect()):
        answer = command()
        acknowledge(connection, received(connection))
        assert answer.result()["ok"]


def test_an_envelope_survives_its_connection(connect: Connect, command: Command) -> None:
    """When a connection dies before the ack, another one gets the same envelope."""
    first, second = connect(), connect()
    answer = command()
    lost = received(first)
    first.close()
    again = received(second)
    acknowledge(second, again)

    assert again == lost
    assert answer.result()["ok"]


def test_an_envelope_waits_for_a_new_connection(slack: Playground, connect: Connect, command: Command) -> None:
    """Also the only connection may be replaced within the patience of Slack."""
    only, answer = connect(), command()
    envelope = received(only)
    only.close()
    new = connect()
    acknowledge(new, received(new), text="late but here")

    assert answer.result()["ok"]
    assert envelope["payload"] == slack.traffic("/check")[-1]["request"]


def test_a_payload_that_is_no_object_is_a_failure(connect: Connect, command: Command) -> None:
    """Slack reads objects only."""
    connection, answer = connect(), command()
    envelope = received(connection)
    connection.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": "thanks"}))

    assert answer.result()["error"] == "dispatch_failed"


def test_without_a_connection_a_command_fails_at_once(ann: Hand) -> None:
    """Nobody waits for an app that is not there."""
    assert ann.do("send", channel=OPEN, text="/check")["error"] == "dispatch_failed"


def test_an_address_opens_one_connection(slack: Playground, http: httpx.Client) -> None:
    """The ticket in it is used up."""
    url = address(slack)
    websocket.create_connection(url, timeout=5).close()
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    again = http.get(url.replace("ws", "http", 1), headers={**headers, "Sec-WebSocket-Key": "cGxheWdyb3VuZC1rZXkhIQ=="})

    assert again.status_code == 403


def test_the_eleventh_connection_is_turned_away(slack: Playground, connect: Connect) -> None:
    """Slack allows ten."""
    for _ in range(10):
        connect()
    eleventh = websocket.create_connection(address(slack), timeout=5)

    assert received(eleventh)["reason"] == "too_many_websockets"
    close(eleventh)


def test_a_connection_can_be_asked_to_leave(slack: Playground, connect: Connect, command: Command) -> None:
    """After `disconnect` new envelopes prefer the others."""
    connect()
    slack.ask_to_reconnect("warning")
    fresh = connect()
    answer = command()
    acknowledge(fresh, received(fresh))

    assert answer.result()["ok"]


def test_a_dropped_connection_is_noticed(slack: Playground, connect: Connect) -> None:
    """The app sees its connection end without a word."""
    connection = connect()
    slack.drop_connections()

    assert connection.recv() == ""


def test_an_event_that_nobody_took_comes_again(connect: Connect, ann: Hand) -> None:
    """The envelope is a new one and says that it is a retry; the event in it is the same."""
    connection = connect()
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    first, second = received(connection), received(connection)
    acknowledge(connection, second)

    assert [(one["retry_attempt"], one["retry_reason"]) for one in (first, second)] == [(0, ""), (1, "timeout")]
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


def test_a_connection_does_not_live_for_ever(seed_file: Path) -> None:
    """It is warned, asked to come again, and closed; its hello has said when."""
    with Playground(Options(seed=seed_file, connection_life=0.6)) as slack:
        connection = websocket.create_connection(address(slack), timeout=5)
        messages = [received(connection) for _ in range(3)]
        ended = connection.recv()
        connection.shutdown()  # type: ignore[no-untyped-call] # websocket-client ships it so

    assert messages[0]["debug_info"]["approximate_connection_time"] == 1
    assert [message.get("reason") for message in messages[1:]] == ["warning", "refresh_requested"]
    assert ended == ""


def test_a_short_life_can_be_asked_for(slack: Playground) -> None:
    """With debug_reconnects a connection lives for six minutes."""
    connection = websocket.create_connection(f"{address(slack)}&debug_reconnects=true", timeout=5)
    hello = received(connection)
    close(connection)

    assert hello["debug_info"]["approximate_connection_time"] == 360
