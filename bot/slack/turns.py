"""Whose message is next, so that nobody waits behind somebody else's busy deployment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.usecases.postings import Posting, PostingKind

PATIENCE = timedelta(seconds=10)
"""An edit that waited so long counts as urgent: under a storm of clicks the board is still drawn now and then."""
_RANK = {PostingKind.BOARD: 0, PostingKind.SUMMARY: 1, PostingKind.CARD: 2, PostingKind.REPORT: 3}
_REMEMBERED = 1000


@dataclass(slots=True)
class Turns:
    """Orders what is due; among equals, the deployment (or person) that was served longest ago comes first."""

    served: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def order(self, due: Iterable[Posting], now: datetime) -> list[Posting]:
        """Sort: the clickers' own messages first; what is not posted yet keeps its place in its thread."""

        def importance(posting: Posting) -> tuple[bool, int, int]:
            rank = _RANK.get(posting.address.kind, len(_RANK))
            return not is_hurried(posting, now), self.served.get(_whose(posting), 0), rank

        return sorted(due, key=importance)

    def serve(self, posting: Posting) -> None:
        """Send somebody to the end of the line."""
        whose = _whose(posting)
        self.count += 1
        self.served.pop(whose, None)
        self.served[whose] = self.count
        if len(self.served) > _REMEMBERED:
            del self.served[next(iter(self.served))]


def is_hurried(posting: Posting, now: datetime) -> bool:
    """Say whether an edit may use the permits that are kept for those who wait for it."""
    return bool(posting.ts) and (posting.urgent or now - posting.next_at > PATIENCE)


def _whose(posting: Posting) -> str:
    return str(posting.address.deployment_id or posting.address.user or "")
