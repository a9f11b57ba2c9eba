"""A checklist: what is asked, in which order, in which form the answer comes, and under which rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NewType

from bot.domain.errors import NotFound
from bot.domain.policy import DEFAULT_POLICY, Policy, Review
from bot.domain.when import Condition

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
    NUMBER = "number"
    DATE = "date"
    RATING = "rating"


WITH_OPTIONS = frozenset({AnswerKind.CHOICE, AnswerKind.MULTI})
MEASURED = frozenset({AnswerKind.NUMBER, AnswerKind.RATING})
RATING_SCALE = (Decimal(1), Decimal(5))
"""The ends of a rating's scale where the checklist sets no others."""


class EvidenceNeed(StrEnum):
    """Whether an answer counts without a piece of evidence."""

    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number or a rating is counted in, what it may be, and from where on it is a risk.

    A rating always has both bounds: they are the ends of its scale.
    """

    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    risk_below: Decimal | None = None
    risk_above: Decimal | None = None

    @property
    def points(self) -> range:
        """What a rating can be, from the lowest to the highest."""
        return range(int(self.minimum or 0), int(self.maximum or 0) + 1)

    @property
    def bounds_in_words(self) -> str:
        """Say "from 0 to 100", "at least 0" or "at most 100"; empty without bounds."""
        if self.minimum is not None and self.maximum is not None:
            return f"from {self.minimum:f} to {self.maximum:f}"
        if self.minimum is not None:
            return f"at least {self.minimum:f}"
        return "" if self.maximum is None else f"at most {self.maximum:f}"

    def allows(self, number: Decimal) -> bool:
        above = self.minimum is None or number >= self.minimum
        return above and (self.maximum is None or number <= self.maximum)

    def is_risky(self, number: Decimal) -> bool:
        below = self.risk_below is not None and number < self.risk_below
        return below or (self.risk_above is not None and number > self.risk_above)


NO_MEASURE = Measure()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out.

    `ref` is the number people say ("4.2.4"), `key` the id that never changes ("performance.overfitting").
    `options` belong to the kinds choice and multi, and are the texts that people pick; `measure` belongs to number
    and rating. `fact` is the label under which the summary repeats the answer ("Roll-back"); most questions have
    none. `when` says under which condition it is asked; `always_ask` keeps last time's answer from being confirmed.
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
    measure: Measure = NO_MEASURE
    evidence: EvidenceNeed = EvidenceNeed.OPTIONAL
    always_ask: bool = False
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The questions that one owner signs together.

    A change in a section that it `depends_on` reopens it. `review` says who else is to sign.
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

    @cached_property
    def has_conditions(self) -> bool:
        """Whether there is a question that is not asked in every deployment."""
        return any(question.when for question in self.questions)

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
