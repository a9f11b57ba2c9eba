"""How often an app may call: so many times a minute for each method, and about one message a second and channel.

Slack promises at least this much and gives no more in writing, so no more is given here.
"""

import math
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.records import SlackError

TIER_2, TIER_3, TIER_4 = 20, 50, 100
SEVERAL_HUNDRED = 300
BURST = 3
"""Messages that may follow each other at once; then it is one a second."""
POSTING = "chat.postMessage"
RESPONDING = "response_url"
PER_MINUTE = {
    "apps.connections.open": TIER_3,
    "auth.test": SEVERAL_HUNDRED,
    POSTING: SEVERAL_HUNDRED,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.getPermalink": SEVERAL_HUNDRED,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "users.info": TIER_4,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "files.info": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
}
_MINUTE = 60.0


class RateLimited(SlackError):
    """Too many calls; `retry_after` is in whole seconds, as the header of that name is."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


@dataclass(slots=True)
class _Window:
    """So many calls in any minute."""

    most: int
    taken: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.taken and now - self.taken[0] >= _MINUTE:
            self.taken.popleft()
        return 0.0 if len(self.taken) < self.most else self.taken[0] + _MINUTE - now

    def take(self, now: float) -> None:
        self.taken.append(now)


@dataclass(slots=True)
class _Stream:
    """One message a second, some of which may come early."""

    free_at: float = 0.0

    def wait(self, now: float) -> float:
        return max(0.0, self.free_at - now - (BURST - 1))

    def take(self, now: float) -> None:
        self.free_at = max(self.free_at, now) + 1.0


class RateLimits:
    """The limits of one app in one workspace. Time runs `scale` times as fast for them; with 0 there are none.

    `refusals` counts what came too early, by method.
    """

    def __init__(self, clock: Callable[[], datetime], scale: float) -> None:
        self._clock = clock
        self._scale = scale
        self._windows = {method: _Window(most) for method, most in PER_MINUTE.items()}
        self._streams: dict[str, _Stream] = {}
        self.refusals: Counter[str] = Counter()

    def take(self, method: str, place: str = "") -> None:
        """Count a call; `place` is the channel that a message goes to, or the response URL. Raises RateLimited.

        A call that is refused counts for nothing.
        """
        if not self._scale:
            return
        now = self._clock().timestamp() * self._scale
        concerned = self._concerned(method, place)
        wait = max((limit.wait(now) for limit in concerned), default=0.0)
        if wait > 0:
            self.refusals[method] += 1
            raise RateLimited(max(1, math.ceil(wait / self._scale)))
        for limit in concerned:
            limit.take(now)

    def _concerned(self, method: str, place: str) -> list[_Window | _Stream]:
        concerned: list[_Window | _Stream] = []
        if method in self._windows:
            concerned.append(self._windows[method])
        if method in {POSTING, RESPONDING}:
            concerned.append(self._streams.setdefault(place, _Stream()))
        return concerned
