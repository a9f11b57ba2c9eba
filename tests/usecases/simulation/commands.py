"""What people send in: one small record per use case, with what they had before their eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.answers import Value
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Deployment
from bot.domain.people import GroupId, Standing, UserId, WorkspaceId
from bot.domain.waivers import Terms
from bot.domain.when import Tier

if TYPE_CHECKING:
    from tests.usecases.simulation.model import Life


@dataclass(frozen=True, slots=True)
class Actor:
    user: UserId
    home: WorkspaceId
    standing: Standing = Standing.MEMBER


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says to a question; `fits` tells whether the question takes such an answer."""

    value: Value
    note: str = ""
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Open:
    model: str
    due: date | None
    tier: Tier = Tier.STANDARD
    checklist: str = "ml-deployment"


@dataclass(frozen=True, slots=True)
class SetUp:
    lead: UserId
    due: date | None
    owners: Mapping[SectionKey, tuple[UserId, ...]]
    tier: Tier | None = None
    artefact: str | None = None


@dataclass(frozen=True, slots=True)
class LeaveOut:
    section: SectionKey
    question: QuestionKey
    reason: str


@dataclass(frozen=True, slots=True)
class TakeIn:
    section: SectionKey
    question: QuestionKey


@dataclass(frozen=True, slots=True)
class Claim:
    section: SectionKey


@dataclass(frozen=True, slots=True)
class Assign:
    section: SectionKey
    owners: tuple[UserId, ...]
    groups: tuple[GroupId, ...] | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    section: SectionKey
    to: UserId


@dataclass(frozen=True, slots=True)
class Record:
    """Some answers, some answers taken back, and links as evidence, in one form."""

    section: SectionKey
    replies: Mapping[QuestionKey, Said]
    cleared: frozenset[QuestionKey] = frozenset()
    links: Mapping[QuestionKey, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Links that come to a question, and links of its section that go, as far as the person saw them."""

    section: SectionKey
    question: QuestionKey
    added: tuple[str, ...]
    gone: frozenset[str]


@dataclass(frozen=True, slots=True)
class Confirm:
    """Last time's answers to some questions, which still hold."""

    section: SectionKey
    questions: frozenset[QuestionKey]


@dataclass(frozen=True, slots=True)
class AskAcceptance:
    section: SectionKey


@dataclass(frozen=True, slots=True)
class AcceptRisk:
    section: SectionKey
    question: QuestionKey
    terms: Terms


@dataclass(frozen=True, slots=True)
class SignOff:
    section: SectionKey


@dataclass(frozen=True, slots=True)
class NameReviewers:
    section: SectionKey
    reviewers: tuple[UserId, ...]
    groups: tuple[GroupId, ...] | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    section: SectionKey


@dataclass(frozen=True, slots=True)
class RequestChanges:
    section: SectionKey
    comment: str


@dataclass(frozen=True, slots=True)
class Reopen:
    section: SectionKey
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    section: SectionKey
    reason: str


@dataclass(frozen=True, slots=True)
class Unblock:
    section: SectionKey


@dataclass(frozen=True, slots=True)
class Cancel:
    reason: str


@dataclass(frozen=True, slots=True)
class Refresh:
    pass


@dataclass(frozen=True, slots=True)
class Remind:
    pass


OfReview = NameReviewers | Approve | RequestChanges
OnSection = (
    Claim | Assign | HandOver | AskAcceptance | AcceptRisk | SignOff | Reopen | LeaveOut | TakeIn | Block | Unblock
)
Intent = OnSection | OfReview | SetUp | Record | Confirm | Exchange | Cancel | Refresh | Remind


@dataclass(frozen=True, slots=True)
class View:
    """A deployment as somebody saw it: as the product stored it, and as the model had it at that moment."""

    stored: Deployment
    life: Life

    def __repr__(self) -> str:
        return f"<revision {self.stored.revision}>"


@dataclass(frozen=True, slots=True)
class Command:
    """A request by somebody; the same `id` is the same request. `view` is None for what opens a deployment."""

    id: str
    by: Actor
    what: Open | Intent
    view: View | None = None
