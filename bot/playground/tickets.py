"""What Slack hands out with a short life: triggers (3 s, one use) and response URLs (30 min, five uses)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.playground.records import SlackError

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """`view_id` is the modal that the interaction came from, if it came from one."""

    user: str
    view_id: str | None
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an interaction took place; `ts` names the message that `replace_original` means."""

    user: str
    channel: str
    ts: str | None = None


@dataclass(slots=True)
class _ResponseUrl:
    origin: Origin
    issued_at: datetime
    uses: int = 0


class Tickets:
    def __init__(self, clock: Callable[[], datetime], new_id: Callable[[str], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._triggers: dict[str, Trigger | None] = {}
        self._responses: dict[str, _ResponseUrl] = {}

    def trigger(self, user: str, view_id: str | None = None) -> str:
        trigger_id = f"{self._new_id('')}.{self._new_id('')}"
        self._triggers[trigger_id] = Trigger(user, view_id, self._clock())
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use a trigger up. Raises SlackError `invalid_trigger_id`, `exchanged_…` or `expired_trigger_id`."""
        if trigger_id not in self._triggers:
            raise SlackError("invalid_trigger_id")
        trigger = self._triggers[trigger_id]
        if trigger is None:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued_at > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger_id] = None
        return trigger

    def response(self, origin: Origin) -> str:
        """Return the last part of a new response URL."""
        key = self._new_id("")
        self._responses[key] = _ResponseUrl(origin, self._clock())
        return key

    def respond(self, key: str) -> Origin:
        """Count one use. Raises SlackError `no_such_url`, `used_url` or `expired_url`."""
        if key not in self._responses:
            raise SlackError("no_such_url")
        url = self._responses[key]
        if self._clock() - url.issued_at > RESPONSE_LIFE:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url.origin
