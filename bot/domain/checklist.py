"""A checklist: what is asked, in which order, and in which form the answer comes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

from bot.domain.errors import NotFound

SectionKey = NewType("SectionKey", str)
QuestionKey = NewType("QuestionKey", str)

PROMPT_LIMIT = 140


class AnswerKind(StrEnum):
    """The form in which a question is answered."""

    CONFIRM = "confirm"
    TEXT = "text"
    CHOICE = "choice"
    MULTI = "multi"
    PEOPLE = "people"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to find out.

    `ref` is the number people say ("4.2.4"), `key` the id that never changes ("performance.overfitting").
    `options` belong to the kinds choice and multi, and are the texts that people pick. `fact` is the label under
    which the summary repeats the answer ("Roll-back"); most questions have none.
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


@dataclass(frozen=True, slots=True)
class Section:
    """The questions that one owner signs together."""

    key: SectionKey
    ref: str
    title: str
    stage: str
    guidance: str
    questions: tuple[Question, ...]

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

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything in it, as 64 hexadecimal digits."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

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
