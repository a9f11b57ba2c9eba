"""How a Socket Mode connection ends."""

import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from structlog.testing import capture_logs

from bot.playground.people import LocalSlack, PersonFailed
from bot.playground.server import Options, PlaygroundServer
from bot.playground.socket_mode import SocketMode
from bot.slack.socket import SocketLink, socket_link

PLACE = "#ml-deployments"


class Slow:
    """An app whose command takes until it is told to go on."""

    def __init__(self, slack: PlaygroundServer) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        self.app = App(client=client, token_verification_enabled=False, request_verification_enabled=False)
        self.app.command("/deploy-check")(self._answer)
        self.link: SocketLink = socket_link(self.app, slack.app_token, slack.api_url, 2)

    def _answer(self, ack: Ack) -> None:
        self.asked.set()
        self.may_answer.wait(2)
        ack("Answered to the end.")


@pytest.fixture
def slack() -> Iterator[PlaygroundServer]:
    with PlaygroundServer() as server:
        yield server


@pytest.fixture
def people(slack: PlaygroundServer) -> Iterator[LocalSlack]:
    with LocalSlack(slack.url) as people:
        yield people


@pytest.fixture
def people_far_away() -> Iterator[tuple[PlaygroundServer, LocalSlack]]:
    with PlaygroundServer(Options(latency=0.3)) as server, LocalSlack(server.url) as people:
        yield server, people


def seconds_to_stop(link: SocketLink) -> float:
    began = monotonic()
    link.stop()
    return monotonic() - began


def test_closing_a_quiet_connection_takes_no_time(slack: PlaygroundServer, people: LocalSlack) -> None:
    """A restart is not held up by a connection on which nothing happens."""
    slow = Slow(slack)
    slow.link.start()
    people.waits_for_app()
    assert seconds_to_stop(slow.link) < 1
    assert not slow.link.is_connected


def test_what_is_in_hand_is_answered_before_the_connection_ends(slack: PlaygroundServer, people: LocalSlack) -> None:
    """Who typed a command just before the bot stops gets its answer."""
    slow, priya = Slow(slack), people.person("Priya Raman")
    slow.link.start()
    people.waits_for_app()
    with ThreadPoolExecutor(2) as pool:
        typed = pool.submit(priya.types, PLACE, "/deploy-check help")
        assert slow.asked.wait(5)
        stopped = pool.submit(seconds_to_stop, slow.link)
        slow.may_answer.set()
        typed.result()
        assert stopped.result() < 1
    priya.ephemeral(PLACE, "Answered to the end.")


def test_an_answer_without_a_connection_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """When the connection ends while a listener works, its answer is lost: no riddle, and no traceback."""
    with PlaygroundServer(Options(ack_seconds=0.5)) as slack, LocalSlack(slack.url) as people:
        slow, priya = Slow(slack), people.person("Priya Raman")
        slow.link.start()
        people.waits_for_app()
        client = slow.link.handler.client
        client.current_session_runner.event.set()  # it must not connect again
        client.auto_reconnect_enabled = False
        with ThreadPoolExecutor(1) as pool, capture_logs() as told:
            typed = pool.submit(priya.types, PLACE, "/deploy-check help")
            assert slow.asked.wait(5)
            client.hang_up()
            slow.may_answer.set()
            slow.link.stop()
            with pytest.raises(PersonFailed, match="did not respond"):
                typed.result()

    assert [line["event"] for line in told] == ["answer_not_sent"]
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_stopping_before_a_connection_came_about_is_harmless() -> None:
    """Slack may be away from the first moment to the last."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api/"
    app = App(client=WebClient("xoxb-none"), token_verification_enabled=False, request_verification_enabled=False)
    link = socket_link(app, "xapp-none", address, 1)
    link.start()
    assert seconds_to_stop(link) < 2


def test_it_connects_once_however_far_slack_is(people_far_away: tuple[PlaygroundServer, LocalSlack]) -> None:
    """A connection that is still being made is not taken for a lost one, so the first command is answered."""
    slack, people = people_far_away
    slow = Slow(slack)
    slow.may_answer.set()
    slow.link.start()
    people.waits_for_app()
    priya = people.person("Priya Raman")
    for _ in range(8):
        priya.types(PLACE, "/deploy-check help")
    slow.link.stop()
    assert priya.messages(PLACE)[-1].text() == "Answered to the end."


def test_a_connection_that_has_only_begun_is_freed_too(slack: PlaygroundServer, people: LocalSlack) -> None:
    """A bot that is stopped in the moment in which it connects leaves no socket open."""
    slow = Slow(slack)
    slow.link.start()
    people.waits_for_app()
    client = slow.link.handler.client
    session = client.current_session
    assert session is not None
    connection, client.opened = session.sock, None  # as before the first word on it was heard
    slow.link.stop()
    assert connection is not None
    assert connection.sock is None


@pytest.mark.parametrize(
    "drop", [lambda mode: mode.disconnect("refresh_requested"), SocketMode.drop], ids=["refresh", "drop"]
)
def test_it_is_back_soon_after_its_connection_ended(
    slack: PlaygroundServer, people: LocalSlack, drop: Callable[[SocketMode], Coroutine[None, None, None]]
) -> None:
    """Slack replaces every connection after some hours, and networks drop them: nobody has to notice."""
    slow, priya = Slow(slack), people.person("Priya Raman")
    slow.may_answer.set()
    slow.link.start()
    for _ in range(4):
        people.waits_for_app(within=2)
        priya.types(PLACE, "/deploy-check help")
        slack.socket_mode.present.clear()
        slack.on_loop(drop(slack.socket_mode))
        assert slack.socket_mode.present.wait(3)
    slow.link.stop()
