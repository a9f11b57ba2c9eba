"""What somebody typed into a form and did not save: theirs alone, until they save it or it is too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.answers import Answer, NotApplicable, Value
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment
from bot.domain.people import UserId

DRAFT_AGE = timedelta(days=14)
"""How long a draft is kept: past a holiday, and not so long that it says what nobody thinks any more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the fields of one question hold; the note is also the reason why it is not applicable."""

    value: Value | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft, and when it was kept."""

    draft: Draft
    at: datetime


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A section in which somebody has typed something that is not saved, and for which questions."""

    deployment: Deployment
    section: Section
    questions: tuple[Question, ...]


def fields_of(answer: Answer | None) -> Draft:
    """Return what the fields of a question hold while its form shows this answer."""
    match answer:
        case None:
            return Draft()
        case Answer(value=NotApplicable(reason)):
            return Draft(NotApplicable(""), reason)
        case _:
            return Draft(answer.value, answer.note)


def is_done(kept: KeptDraft, answer: Answer | None, user: UserId) -> bool:
    """Say whether its author has answered the question some other way since."""
    return answer is not None and answer.by == user and answer.at >= kept.at


def is_contested(draft: Draft, answer: Answer | None, user: UserId) -> bool:
    """Say whether to save a draft would replace what somebody else says."""
    return answer is not None and answer.by != user and fields_of(answer) != draft
