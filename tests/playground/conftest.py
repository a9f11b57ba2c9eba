"""A small Slack to test against, a Bolt app whose answers each test chooses, and a hand that clicks."""

import queue
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler

from bot.playground.playground import Playground
from bot.playground.server import Options

BOT, ANN, BO, CY = "U0THEBOT1", "U0ANN0001", "U0BO00001", "U0CY00001"
# Somebody who has left, a guest, and two people of another workspace, of whom one shares a channel with the bot.
EVE, FAY, GIL, HAL = "U0EVE0001", "U0FAY0001", "U0GIL0001", "U0HAL0001"
OPEN, NO_BOT, SECRET, OLD, PRIVATE = "C0OPEN001", "C0NOBOT01", "C0SECRET1", "C0OLD0001", "C0PRIVATE"
FADING, SHARED, FAR = "C0FADING1", "C0SHARED1", "C0FAR0001"
SEED = f"""
workspace: {{id: T0TEAM001, name: Test Team, domain: test-team}}
app:
  name: checker
  app_id: A0APP0001
  bot_id: B0BOT0001
  user_id: {BOT}
  commands: [{{command: /check, description: Check something, usage_hint: "[what]"}}]
  scopes: [commands, "chat:write", "im:write", "users:read", "usergroups:read", "files:write", "channels:read",
    "groups:read", "files:read", "channels:history", "groups:history", "im:history",
    "app_mentions:read"]
  events: [app_home_opened, app_mention, message.im, message.groups]
  has_home: true
  takes_messages: true
  shortcuts: [{{callback_id: on_message, name: Look closer}}, {{callback_id: anywhere, name: Start, type: global}}]
people:
  - {{id: {ANN}, name: ann, real_name: Ann Boateng, title: Lead, tz: Africa/Accra, color: "112233"}}
  - {{id: {BO}, name: bo, real_name: Bo Lind, title: Engineer, tz: Asia/Kolkata, color: "445566"}}
  - {{id: {CY}, name: cy, real_name: Cy Duarte, title: Auditor, tz: America/Sao_Paulo, color: "778899"}}
  - {{id: {EVE}, name: eve, real_name: Eve Novak, title: Gone, tz: Europe/Prague, color: "9900aa", deleted: true}}
  - {{id: {FAY}, name: fay, real_name: Fay Roy, title: Guest, tz: Asia/Tokyo, color: "9900bb", is_restricted: true}}
  - {{id: {GIL}, name: gil, real_name: Gil Abe, title: Client, tz: Asia/Dubai, color: "9900cc", team_id: T0OTHER01}}
  - {{id: {HAL}, name: hal, real_name: Hal Ito, title: Client, tz: Asia/Seoul, color: "9900dd", team_id: T0OTHER01}}
channels:
  - {{id: {OPEN}, name: open, bot: true, members: [ann, bo, fay]}}
  - {{id: {NO_BOT}, name: no-bot, members: [ann, bo, cy]}}
  - {{id: {SECRET}, name: secret, is_private: true, members: [ann, bo]}}
  - {{id: {OLD}, name: old, bot: true, members: [ann, bo]}}
  - {{id: {FADING}, name: fading, bot: true, members: [ann]}}
  - {{id: {SHARED}, name: shared, is_ext_shared: true, bot: true, members: [ann, gil]}}
  - {{id: {FAR}, name: far, is_ext_shared: true, members: [ann, hal]}}
  - {{id: {PRIVATE}, name: private, is_private: true, bot: true, members: [ann]}}
groups:
  - {{id: S0LEADS01, handle: leads, name: Leads, users: [ann, cy]}}
messages:
  - {{channel: open, by: ann, text: "Good morning", minutes_ago: 5}}
"""
TEXT = {"type": "plain_text", "text": "Words"}
HASTE = 10_000.0
"""The rate limits are on in these tests, but a minute of theirs is 6 ms: each test calls as fast as it can."""


class Clock:
    """Real time, which a test may push forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Hand:
    """Calls the page API as one person."""

    def __init__(self, http: httpx.Client, url: str, user: str) -> None:
        self._http = http
        self._url = url
        self.user = user

    def do(self, call: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.post(f"{self._url}page/{call}", json={"as": self.user, **body}).json()
        return answer

    def see(self, call: str, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._http.get(f"{self._url}page/{call}", params={"as": self.user, **query}).json()
        return answer

    def press(self, message: dict[str, Any], action_id: str = "go", **given: Any) -> dict[str, Any]:
        """Act on an element of the first block of a message in OPEN."""
        container = {"type": "message", "channel": OPEN, "ts": message["ts"]}
        block_id = message["blocks"][0]["block_id"]
        return self.do("action", container=container, block_id=block_id, action_id=action_id, input=given)

    def press_in(self, view: dict[str, Any], action_id: str = "go", **more: Any) -> dict[str, Any]:
        """Act on an element of a modal; `values` may ride along."""
        block_id = next(block["block_id"] for block in view["blocks"] if action_id in str(block))
        container = {"type": "view", "view_id": view["id"]}
        return self.do("action", container=container, block_id=block_id, action_id=action_id, **more)

    def submit(self, view: dict[str, Any], **typed: str) -> dict[str, Any]:
        """Submit a modal with text typed into blocks whose element is called `in`."""
        values = {block: {"in": {"type": "plain_text_input", "value": text}} for block, text in typed.items()}
        return self.do("submit", view_id=view["id"], values=values)


class TestBot:
    """A real Bolt app on Socket Mode. `behave` gets Bolt's arguments; by default it only acknowledges."""

    __test__ = False

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self.client = slack.client()
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.behave: Callable[..., Any] = self.only_ack
        app = App(client=self.client, signing_secret="unused", token_verification_enabled=False)
        anything = re.compile(".*")

        def listen(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
            self.received.put(body)
            self.behave(ack=ack, body=body, client=client, respond=respond)

        app.command(anything)(listen)
        app.action(anything)(listen)
        app.view(anything)(listen)
        app.view_closed(anything)(listen)
        app.shortcut(anything)(listen)
        app.event(anything)(listen)
        self._handler = SocketModeHandler(app, slack.server.app_token, ping_interval=0.3)
        self._handler.connect()  # type: ignore[no-untyped-call] # Bolt ships it so

    @staticmethod
    def only_ack(ack: Any, **_: Any) -> None:
        ack()

    def next_payload(self) -> dict[str, Any]:
        return self.received.get(timeout=5)

    def forget(self) -> None:
        self.behave = self.only_ack
        while not self.received.empty():
            self.received.get_nowait()

    def close(self) -> None:
        # When the client closes first, its reader may sit in a select on the dead socket for ten seconds; when the
        # server does, the client forgets to close the socket.
        client = self._handler.client
        session = client.current_session
        connection = session.sock if session else None
        ended = threading.Event()
        client.on_close_listeners.append(lambda _: ended.set())
        client.auto_reconnect_enabled = False
        self._slack.drop_connections()
        assert ended.wait(5)
        self._handler.close()  # type: ignore[no-untyped-call] # Bolt ships it so
        if connection is not None:
            connection.shutdown()  # type: ignore[no-untyped-call] # websocket-client ships it so


@pytest.fixture(scope="session")
def seed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "small.yaml"
    path.write_text(SEED, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def slack(seed_file: Path, clock: Clock) -> Iterator[Playground]:
    """Yield a Slack for all tests that can share one; each test brings its own messages."""
    with Playground(Options(seed=seed_file, clock=clock, ack_seconds=0.6, rate_scale=HASTE)) as playground:
        playground.archive(OLD)
        yield playground


@pytest.fixture(scope="session")
def running_bot(slack: Playground) -> Iterator[TestBot]:
    bot = TestBot(slack)
    assert slack.wait_for_app()
    yield bot
    bot.close()


@pytest.fixture
def bot(running_bot: TestBot) -> TestBot:
    running_bot.forget()
    return running_bot


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    """Yield one client for all: each would load the certificates of the machine anew."""
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture
def ann(slack: Playground, http: httpx.Client) -> Hand:
    return Hand(http, slack.server.url, ANN)


@pytest.fixture
def bo(slack: Playground, http: httpx.Client) -> Hand:
    return Hand(http, slack.server.url, BO)


def button(action_id: str = "go", value: str = "1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": TEXT, "value": value}


def actions(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def text_input(block_id: str, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": TEXT,
        "element": {"type": "plain_text_input", "action_id": "in", **element},
    }


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": list(blocks), **more}


def opened(ann: Hand, bot: TestBot, view: dict[str, Any]) -> dict[str, Any]:
    """Let /check open `view` and return it as the page sees it."""

    def behave(ack: Any, body: dict[str, Any], client: Any, **_: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    bot.behave = behave
    assert ann.do("send", channel=OPEN, text="/check it")["ok"]
    bot.forget()
    top: dict[str, Any] = ann.see("views")["stack"][-1]
    return top


def posted(bot: TestBot, *elements: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = bot.client.chat_postMessage(channel=OPEN, text="x", blocks=[actions(*elements)])[
        "message"
    ]
    return message
