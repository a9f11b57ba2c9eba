"""Socket Mode: keeps connecting until Slack answers, so that the bot starts while Slack is down."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from websocket import WebSocketException

from bot.slack.failures import SlackError, sorted_failures

log = structlog.get_logger(__name__)

PING_SECONDS = 5.0
"""A dropped connection is noticed within about two pings."""
_LONGEST_WAIT = 30.0
_GOODBYE_SECONDS = 0.5


@dataclass(slots=True)
class SocketLink:
    """One connection to Slack; of the synchronous adapters this one is back soonest after a drop (measured)."""

    handler: SocketModeHandler
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
        self._finish_in_hand()
        self._hang_up()
        self.handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped

    @property
    def is_connected(self) -> bool:
        return self.handler.client.is_connected()

    def _finish_in_hand(self) -> None:
        """Let every listener that runs send its answer, which the SDK's own close() would cut off."""
        client = self.handler.client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)  # the SDK waits up to a second for a message, and passes over this one
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        client.message_workers.shutdown()

    def _hang_up(self) -> None:
        """Say goodbye and let the reading thread notice Slack's answer.

        The SDK closes the socket under that thread instead, which then sleeps on in its selector for ten seconds.
        """
        client = self.handler.client
        client.current_session_runner.event.set()
        session = client.current_session
        connection = session.sock if session is not None else None
        if session is None or connection is None or not connection.connected:
            return
        session.keep_running = False
        # What it says of a connection that has just ended by itself is no news here.
        with suppress(WebSocketException, OSError):
            connection.send_close()
        client.current_session_runner.thread.join(_GOODBYE_SECONDS)
        if client.current_session_runner.thread.is_alive() and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
            client.current_session_runner.thread.join()
        # After send_close() the library counts the connection as closed and leaves its socket open.
        connection.shutdown()  # type: ignore[no-untyped-call]  # websocket-client leaves it untyped

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
    client = WebClient(base_url=api_url, timeout=10, retry_handlers=[])
    handler = SocketModeHandler(app, app_token, web_client=client, ping_interval=PING_SECONDS, concurrency=threads)
    return SocketLink(handler)
