"""What becomes of a risk: somebody asks for its acceptance, somebody accepts it on terms, the terms are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.marks import Mark
from bot.domain.people import UserId


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a risk is accepted: why it may stand, what keeps it small, who sees to that, until which day."""

    reason: str
    mitigation: str
    holder: UserId
    expires: date


@dataclass(frozen=True, slots=True)
class Acceptance:
    by: UserId
    at: datetime
    terms: Terms

    def is_expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.terms.expires < today


@dataclass(frozen=True, slots=True)
class Waiver:
    """How far one risk is dealt with. It belongs to one answer, and a changed answer voids it.

    An accepted risk is a condition of the deployment until it is done.
    """

    asked: Mark | None = None
    accepted: Acceptance | None = None
    done: Mark | None = None

    @property
    def is_pending(self) -> bool:
        """Say whether somebody waits for its acceptance; one that has expired has to be asked for again."""
        return self.asked is not None and self.accepted is None
