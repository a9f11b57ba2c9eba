"""Socket Mode: keeps connecting until Slack answers, so that the bot starts while Slack is down."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from bot.slack.failures import SlackError, sorted_failures

log = structlog.get_logger(__name__)

PING_SECONDS = 5.0
"""A dropped connection is noticed within about two pings."""
_LONGEST_WAIT = 30.0


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
        """Close the connection; what is being handled is answered first."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join()
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
    client = WebClient(base_url=api_url, timeout=10, retry_handlers=[])
    handler = SocketModeHandler(app, app_token, web_client=client, ping_interval=PING_SECONDS, concurrency=threads)
    return SocketLink(handler)
