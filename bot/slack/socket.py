"""Socket Mode: keeps connecting until Slack answers, so that the bot starts while Slack is down."""

from __future__ import annotations

import socket
import threading
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.websocket_client import SocketModeClient
from websocket import WebSocket, WebSocketApp, WebSocketException

from bot.slack.failures import SlackError, sorted_failures

log = structlog.get_logger(__name__)

PING_SECONDS = 5.0
"""A dropped connection is noticed within about two pings."""
_LONGEST_WAIT = 30.0
_GOODBYE_SECONDS = 0.5


class _Client(SocketModeClient):
    """The SDK's client, but for two places where it closes a socket under the thread that reads from it.

    That thread then sleeps on in its selector for up to ten seconds, in which nothing that people do is heard.
    """

    opened: WebSocket | None = None

    def connect(self) -> None:
        # The SDK's monitor takes the first connection, while it is being made, for a lost one and replaces it. It is
        # not needed: the reading thread itself connects again as long as it finds no connection.
        self.current_app_monitor_started = True
        self.hang_up()
        super().connect()

    def hang_up(self) -> None:
        """End the connection, if there is one, and free its socket."""
        session = self.current_session
        connection = session.sock if session is not None else None
        if session is not None and connection is not None and connection.connected:
            _say_goodbye(session, connection)
        # The library leaves the socket open when the other side closed first, or send_close() was used; and of a
        # connection that has only begun nothing was heard yet.
        for begun in (self.opened, connection):
            if begun is not None:
                begun.shutdown()  # type: ignore[no-untyped-call]  # websocket-client leaves it untyped

    def remember(self, session: WebSocketApp) -> None:
        """Keep hold of the connection: the library lets go of one that ended before anybody can free it."""
        self.opened = session.sock

    def send_message(self, message: str) -> None:
        """Send what a listener answers. Without a connection the answer is lost, and the log says so in one line.

        The SDK's own stumbles there over a `session_id` that this client of it does not have.
        """
        # The second time waits for a connection that is just being replaced.
        for turn in (nullcontext(), self.connect_operation_lock):
            with turn, suppress(WebSocketException, OSError):
                if self.current_session is not None:
                    self.current_session.send(message)
                    return
        log.warning("answer_not_sent", reason="the connection to Slack ended before the answer was there")

    def finish_in_hand(self) -> None:
        """Take nothing new, and let every listener that runs send its answer, which close() would cut off."""
        self.auto_reconnect_enabled = False
        self.closed = True
        self.message_queue.put(None)  # the SDK waits up to a second for a message, and passes over this one
        self.message_processor.shutdown()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        self.message_workers.shutdown()


def _say_goodbye(session: WebSocketApp, connection: WebSocket) -> None:
    """Let the reading thread notice Slack's answer; when none comes, end the connection under it."""
    ended = threading.Event()
    session.on_close = lambda *_: ended.set()
    session.keep_running = False
    # The connection may just have ended by itself.
    with suppress(WebSocketException, OSError):
        connection.send_close()
    if not ended.wait(_GOODBYE_SECONDS) and connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
        ended.wait(_GOODBYE_SECONDS)


class _Handler(SocketModeHandler):
    """Bolt's handler around a client that is given instead of made."""

    client: _Client

    def __init__(self, app: App, client: _Client) -> None:
        self.app = app
        self.app_token = client.app_token
        self.client = client
        client.on_open_listeners.append(client.remember)
        client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as in Bolt's own


@dataclass(slots=True)
class SocketLink:
    """One connection to Slack; of the synchronous adapters this one is back soonest after a drop (measured)."""

    handler: _Handler
    stopping: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        """Connect in the background."""
        self.thread = threading.Thread(target=self._connect, name="socket-mode", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Take nothing new, answer what is being handled, then close the connection."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join()
        client = self.handler.client
        client.finish_in_hand()
        client.current_session_runner.event.set()
        client.hang_up()
        self.handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    @property
    def is_connected(self) -> bool:
        return self.handler.client.is_connected()

    def _connect(self) -> None:
        wait = 1.0
        while not self.stopping.is_set():
            try:
                with sorted_failures():
                    self.handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
            except SlackError as error:
                log.warning("socket_mode_not_connected", reason=str(error), again_in=wait)
            else:
                return
            self.stopping.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT)


def socket_link(app: App, app_token: str, api_url: str, threads: int) -> SocketLink:
    """Return a connection that is not open yet."""
    web = WebClient(base_url=api_url, timeout=10, retry_handlers=[])
    client = _Client(app_token, app.logger, web, ping_interval=PING_SECONDS, concurrency=threads)
    return SocketLink(_Handler(app, client))
