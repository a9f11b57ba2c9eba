"""How fast the deliverer may speak, kept in memory: one process at a time delivers to a workspace.

Slack takes about one post per second and channel, and at least 50 edits per minute and workspace (tier 3). An edit
bucket of 12 that refills at 38 a minute never lets more than 50 through in any minute, yet a click after a quiet
moment is shown at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

POSTS_APART = timedelta(seconds=1)
EDIT_BURST = 12
EDITS_PER_SECOND = 38 / 60
RESERVE = 4
"""Permits that only urgent edits may use, so that a busy board never keeps a clicker's own card waiting."""


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


@dataclass(slots=True)
class Pacing:
    """The limits of one workspace."""

    edits: TokenBucket = field(default_factory=lambda: TokenBucket(EDIT_BURST, EDITS_PER_SECOND, EDIT_BURST))
    posted_at: dict[str, datetime] = field(default_factory=dict)
    blocked_until: dict[str, datetime] = field(default_factory=dict)

    def post_ready_at(self, channel: str, now: datetime) -> datetime:
        """Return when the next message may go to this channel."""
        last = self.posted_at.get(channel)
        free = last + POSTS_APART if last else now
        return max(now, free, self.blocked_until.get("post", now))

    def posted(self, channel: str, now: datetime) -> None:
        self.posted_at[channel] = now

    def edit_ready_at(self, now: datetime, *, urgent: bool) -> datetime:
        """Return when the next edit may go out; one that nobody waits for leaves the reserve alone."""
        ready_at = self.edits.ready_at(now, 1.0 if urgent else 1.0 + RESERVE)
        return max(ready_at, self.blocked_until.get("edit", now))

    def edited(self, now: datetime) -> None:
        self.edits.take(now)

    def block(self, what: str, until: datetime) -> None:
        """Heed a Retry-After for "post" or "edit"."""
        self.blocked_until[what] = max(until, self.blocked_until.get(what, until))
