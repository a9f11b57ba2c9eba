"""How the local Slack reaches the app, whichever way that is."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.playground.records import Payload

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Which delivery of an event this is; from the first retry on with the `reason` of the failure before."""

    number: int = 0
    reason: str = ""


FIRST = Attempt()


class NoAnswer(Exception):
    """The app did not acknowledge.

    `code` is what Slack calls it before a person, `operation_timeout` or `dispatch_failed`, and `reason` what it
    tells the app when the event comes again; with `is_final` the app has asked not to be told again.
    """

    def __init__(self, code: str, reason: str = "unknown_error", *, is_final: bool = False) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason
        self.is_final = is_final


class AppLink(Protocol):
    @property
    def connected(self) -> bool: ...

    async def deliver(self, kind: Kind, payload: Payload, attempt: Attempt = FIRST) -> Payload | None:
        """Return what came with the acknowledgement, None for an empty one. Raises NoAnswer."""
