"""How fast the bot may speak, kept in memory: one process at a time delivers to a workspace.

Slack takes about one post per second and channel, and grants each method so many calls a minute in a workspace, by its
tier. A bucket that holds a quarter of a minute's calls and regains the rest over the minute never lets more through in
any minute, yet what comes after a quiet moment goes at once. A Retry-After holds for the method that it was said of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.slack.failures import SlackBusy

POST, EDIT = "chat.postMessage", "chat.update"
POSTS_APART = timedelta(seconds=1)
LATENESS = timedelta(seconds=0.1)
"""How much a post that left late (a commit, a wake-up) may be followed early, so that the pace stays one a second."""
EDITS_APART = timedelta(seconds=1)
"""The window of one message: what changes within it is shown by one edit."""
RESERVE = 4
"""Permits that only urgent edits may use, so that a busy board never keeps a clicker's own card waiting."""
TIER_2, TIER_3, TIER_4 = 20, 50, 100
PER_MINUTE = {
    POST: 240,  # "several hundred" for the whole workspace
    EDIT: TIER_3,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "users.info": TIER_4,
    "views.publish": TIER_4,
    "files.info": TIER_4,
    "chat.postEphemeral": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.completeUploadExternal": TIER_4,
}
"""What the deliverer calls. A method that a person waits for is not kept back here: Slack may still grant it."""
_BURST = 0.24
_REMEMBERED = 1000


@dataclass(slots=True)
class TokenBucket:
    """Holds up to `capacity` permits and regains `per_second` of them; full at first."""

    capacity: float
    per_second: float
    level: float
    filled_at: datetime | None = None

    def ready_at(self, now: datetime, needed: float = 1.0) -> datetime:
        """Return when that many permits are there: `now` or later."""
        self._refill(now)
        missing = needed - self.level
        return now if missing <= 0 else now + timedelta(seconds=missing / self.per_second)

    def take(self, now: datetime) -> None:
        """Use one permit; taking one that is not there delays the next."""
        self._refill(now)
        self.level -= 1.0

    def _refill(self, now: datetime) -> None:
        if self.filled_at is not None:
            passed = max((now - self.filled_at).total_seconds(), 0.0)
            self.level = min(self.capacity, self.level + passed * self.per_second)
        self.filled_at = now


def bucket_for(per_minute: int, pace: float = 1.0) -> TokenBucket:
    """Return a bucket that lets at most so many through in any minute; a `pace` makes it shorter by as much."""
    burst = round(per_minute * _BURST)
    return TokenBucket(burst, (per_minute - burst) / 60 * pace, burst)


@dataclass(slots=True)
class Pacing:
    """The limits of one workspace; several threads may ask.

    `pace` is how many times as fast as Slack's limits allow, for a Slack in tests that grants as much more.
    """

    clock: Callable[[], datetime]
    pace: float = 1.0
    buckets: dict[str, TokenBucket] = field(init=False)
    blocked_until: dict[str, datetime] = field(default_factory=dict)
    post_free_at: dict[str, datetime] = field(default_factory=dict)
    edit_free_at: dict[str, datetime] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Fill every bucket."""
        self.buckets = {name: bucket_for(most, self.pace) for name, most in PER_MINUTE.items()}

    def post_ready_at(self, channel: str, now: datetime) -> datetime:
        """Return when the next message may go to this channel: `now` or later."""
        with self.lock:
            return max(self._ready_at(POST, now), _free_at(self.post_free_at, channel, now, POSTS_APART / self.pace))

    def edit_ready_at(self, message: str, now: datetime, *, urgent: bool) -> datetime:
        """Return when this message may be edited; an edit that nobody waits for leaves the reserve alone."""
        with self.lock:
            ready_at = self._ready_at(EDIT, now, 1.0 if urgent else 1.0 + RESERVE)
            return max(ready_at, _free_at(self.edit_free_at, message, now, EDITS_APART / self.pace))

    def require_post(self, channel: str) -> None:
        """Raise SlackBusy when nothing may be posted to this channel now."""
        now = self.clock()
        _require(POST, self.post_ready_at(channel, now), now)

    def take(self, method: str, place: str = "") -> None:
        """Count a call that is about to be made; `place` is the channel of a post or the ts of what is edited.

        Raises SlackBusy, without counting, when the method has to wait.
        """
        with self.lock:
            now = self.clock()
            _require(method, self._ready_at(method, now), now)
            self._count(method, place, now)

    def heed(self, busy: SlackBusy) -> None:
        """Let a method rest as long as Slack asked."""
        with self.lock:
            until = self.clock() + timedelta(seconds=busy.seconds)
            self.blocked_until[busy.method] = max(until, self.blocked_until.get(busy.method, until))

    def _count(self, method: str, place: str, now: datetime) -> None:
        if method in self.buckets:
            self.buckets[method].take(now)
        if method == POST:
            came_due_at = min(self.post_free_at.get(place, now), now)
            _note(self.post_free_at, place, max(came_due_at, now - LATENESS / self.pace) + POSTS_APART / self.pace)
        elif method == EDIT:
            _note(self.edit_free_at, place, now + EDITS_APART / self.pace)

    def _ready_at(self, method: str, now: datetime, needed: float = 1.0) -> datetime:
        bucket = self.buckets.get(method)
        return max(bucket.ready_at(now, needed) if bucket else now, self.blocked_until.get(method, now))


def _require(method: str, ready_at: datetime, now: datetime) -> None:
    if ready_at > now:
        raise SlackBusy((ready_at - now).total_seconds(), method)


def _free_at(times: dict[str, datetime], place: str, now: datetime, gap: timedelta) -> datetime:
    # A clock that was set back must not silence a place for as long.
    return min(max(times.get(place, now), now), now + gap)


def _note(times: dict[str, datetime], place: str, free_at: datetime) -> None:
    """Remember when a place is free; the one noted longest ago is forgotten, long after it could matter."""
    times.pop(place, None)
    times[place] = free_at
    if len(times) > _REMEMBERED:
        del times[next(iter(times))]
