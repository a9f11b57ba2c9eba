"""A checklist: what is asked, in which order, in which form the answer comes, and under which rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NewType

from bot.domain.conditions import Condition
from bot.domain.errors import NotFound
from bot.domain.policy import DEFAULT_POLICY, Policy, Review

SectionKey = NewType("SectionKey", str)
QuestionKey = NewType("QuestionKey", str)

PROMPT_LIMIT = 140

_ALWAYS_WRITTEN = frozenset({"options", "required", "fact", "further_reading", "author", "url"})
"""The fields that the first stored checklists have even where they hold their default; see Checklist.body."""


class AnswerKind(StrEnum):
    """The form in which a question is answered."""

    CONFIRM = "confirm"
    TEXT = "text"
    CHOICE = "choice"
    MULTI = "multi"
    PEOPLE = "people"
    URL = "url"


class EvidenceNeed(StrEnum):
    """Whether an answer counts without a piece of evidence."""

    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out.

    `ref` is the number people say ("4.2.4"), `key` the id that never changes ("performance.overfitting").
    `options` belong to the kinds choice and multi, and are the texts that people pick. `fact` is the label under
    which the summary repeats the answer ("Roll-back"); most questions have none. An answer to what is `always_ask`
    is not carried over to the next version, and `when` says in which deployments the question is asked at all.
    """

    key: QuestionKey
    ref: str
    prompt: str
    kind: AnswerKind
    guidance: str
    good: str
    weak: str
    options: tuple[str, ...] = ()
    required: bool = True
    fact: str = ""
    evidence: EvidenceNeed = EvidenceNeed.OPTIONAL
    always_ask: bool = False
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The questions that one owner signs together.

    `review` says who else must sign. A change in one of the sections that it `depends_on` reopens it.
    """

    key: SectionKey
    ref: str
    title: str
    stage: str
    guidance: str
    questions: tuple[Question, ...]
    review: Review = Review.NONE
    depends_on: tuple[SectionKey, ...] = ()

    def question(self, key: QuestionKey) -> Question:
        """Return the question with this key, or raise NotFound."""
        for question in self.questions:
            if question.key == key:
                return question
        raise NotFound(f"Section {self.ref} has no question {key}. Open the card in the thread and pick one there.")


@dataclass(frozen=True, slots=True)
class Reading:
    """A book, article or course for whoever wants to know more."""

    title: str
    author: str = ""
    url: str = ""


@dataclass(frozen=True)
class Checklist:
    """All sections in order. A deployment keeps the copy it was opened with, known by its digest."""

    key: str
    title: str
    credit: str
    sections: tuple[Section, ...]
    further_reading: tuple[Reading, ...] = ()
    policy: Policy = DEFAULT_POLICY

    @cached_property
    def body(self) -> str:
        """Canonical JSON of everything in it.

        A field that holds its default is left out, so that a stored body and its digest stay what they were when a
        later version of the bot, whose checklists can say more, reads them.
        """
        return json.dumps(_plain(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, as 64 hexadecimal digits."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all sections, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def section(self, key: SectionKey) -> Section:
        """Return the section with this key, or raise NotFound."""
        for section in self.sections:
            if section.key == key:
                return section
        raise NotFound(f"This checklist has no section {key}. Use the buttons in the deployment's thread.")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        held = [(part, getattr(value, part.name)) for part in fields(value)]
        return {part.name: _plain(it) for part, it in held if part.name in _ALWAYS_WRITTEN or it != part.default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
