"""One section as it should be, written apart from the product."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.answers import Value
from bot.domain.checklist import QuestionKey
from bot.domain.people import GroupId, UserId
from bot.domain.waivers import Terms
from tests.usecases.simulation.blocked import Blocked
from tests.usecases.simulation.exchanging import Brought


@dataclass(slots=True)
class Given:
    """An answer as it was given."""

    value: Value
    note: str
    by: UserId
    serial: int


@dataclass(slots=True)
class Part:
    """One section; `serial` is that of its last change. Who approved it did so for these groups too."""

    owners: tuple[UserId, ...] = ()
    groups: tuple[GroupId, ...] = ()
    answers: dict[QuestionKey, Given] = field(default_factory=dict)
    proposals: dict[QuestionKey, Given] = field(default_factory=dict)
    stale: set[QuestionKey] = field(default_factory=set)
    reviewers: tuple[UserId, ...] = ()
    signed_by: UserId | None = None
    review_groups: tuple[GroupId, ...] = ()
    approved_by: dict[UserId, tuple[GroupId, ...]] = field(default_factory=dict)
    reopened_by: UserId | None = None
    asks_changes: bool = False
    blocked: Blocked | None = None
    left_out: dict[QuestionKey, tuple[UserId, str]] = field(default_factory=dict)
    evidence: dict[QuestionKey, tuple[Brought, ...]] = field(default_factory=dict)
    serial: int = 0
    asked: dict[QuestionKey, UserId] = field(default_factory=dict)
    accepted: dict[QuestionKey, tuple[UserId, Terms]] = field(default_factory=dict)

    def void(self, by: UserId, serial: int) -> None:
        """Take the signature back, if there is one, and say whose change did it."""
        self.reopened_by = by if self.signed_by else self.reopened_by
        self.signed_by, self.approved_by, self.serial = None, {}, serial
