"""How the local Slack reaches the app, whichever way that is."""

from typing import Literal, Protocol

from bot.playground.records import Payload

Kind = Literal["slash_commands", "interactive", "events_api"]


class NoAnswer(Exception):
    """The app did not acknowledge; `code` is what Slack calls it: `operation_timeout` or `dispatch_failed`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AppLink(Protocol):
    @property
    def connected(self) -> bool: ...

    async def deliver(self, kind: Kind, payload: Payload) -> Payload | None:
        """Return what came with the acknowledgement, None for an empty one. Raises NoAnswer."""
