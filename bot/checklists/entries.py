"""What stands where in a checklist file, which values it takes, and what it becomes."""

from __future__ import annotations

from textwrap import shorten
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from bot.checklists.document import Document, Place
from bot.domain.checklist import (
    PROMPT_LIMIT,
    AnswerKind,
    Checklist,
    Question,
    QuestionKey,
    Reading,
    Section,
    SectionKey,
)


def _true_or_false(text: object) -> object:
    return {"true": True, "false": False}.get(text, text) if isinstance(text, str) else text


def _text_up_to(limit: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=limit)


_Short = Annotated[str, _text_up_to(100)]
_Label = Annotated[str, _text_up_to(75)]
_Long = Annotated[str, _text_up_to(1_000)]
_Example = Annotated[str, _text_up_to(500)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _QuestionEntry(_Entry):
    ref: Annotated[str, _text_up_to(12)]
    key: _Short
    kind: Annotated[AnswerKind, Field(strict=False)]
    prompt: Annotated[str, _text_up_to(PROMPT_LIMIT)]
    guidance: _Long
    good: _Example
    weak: _Example
    options: list[_Label] = Field(default_factory=list)
    required: Annotated[bool, BeforeValidator(_true_or_false)] = True
    fact: Annotated[str, _text_up_to(30)] = ""

    def question(self) -> Question:
        fields = self.model_dump(exclude={"key", "options"})
        return Question(key=QuestionKey(self.key), options=tuple(self.options), **fields)


class _SectionEntry(_Entry):
    ref: Annotated[str, _text_up_to(12)]
    key: _Short
    title: _Short
    stage: _Short
    guidance: _Long
    questions: Annotated[list[_QuestionEntry], Field(min_length=1)]

    def section(self) -> Section:
        fields = self.model_dump(exclude={"key", "questions"})
        questions = tuple(entry.question() for entry in self.questions)
        return Section(key=SectionKey(self.key), questions=questions, **fields)


class _ReadingEntry(_Entry):
    title: Annotated[str, _text_up_to(200)]
    author: Annotated[str, _text_up_to(200)] = ""
    url: Annotated[str, StringConstraints(max_length=1_000, pattern=r"^https?://\S+$")] = ""


class ChecklistEntry(_Entry):
    key: _Short
    title: _Short
    credit: _Long
    sections: Annotated[list[_SectionEntry], Field(min_length=1)]
    further_reading: list[_ReadingEntry] = Field(default_factory=list)

    def checklist(self) -> Checklist:
        return Checklist(
            key=self.key,
            title=self.title,
            credit=self.credit,
            sections=tuple(entry.section() for entry in self.sections),
            further_reading=tuple(Reading(**entry.model_dump()) for entry in self.further_reading),
        )


_ENTRIES: dict[object, type[_Entry]] = {
    "sections": _SectionEntry,
    "questions": _QuestionEntry,
    "further_reading": _ReadingEntry,
}


def check_shape(document: Document) -> ChecklistEntry | None:
    """Return the validated entries, or None after noting what is missing, unknown, too long or of another kind."""
    try:
        return ChecklistEntry.model_validate(document.tree)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            document.refuse(detail["loc"], _expectation(detail))
        return None


def _expectation(detail: ErrorDetails) -> str:
    """Put one of pydantic's findings into the words of someone who edits the file."""
    limits = detail.get("ctx", {})
    found = detail["input"]
    match detail["type"]:
        case "missing":
            return "expected a value, the name is missing"
        case "extra_forbidden":
            return f"expected one of the names {', '.join(_names_around(detail['loc']))}"
        case "string_too_short":
            return "expected a text, found nothing"
        case "string_too_long":
            return f"expected at most {limits['max_length']:,} characters, found {len(found):,}"
        case "too_short":
            return "expected at least one, found an empty list"
        case kind:
            return f"expected {_WANTED.get(kind, detail['msg'])}, found {_seen(found)}"


_WANTED = {
    "bool_type": "true or false",
    "enum": "one of " + ", ".join(AnswerKind),
    "list_type": "a list",
    "model_type": "names with values",
    "string_pattern_mismatch": "an address that begins with https://",
    "string_type": "a text",
}


def _names_around(place: Place) -> list[str]:
    entry = _ENTRIES.get(place[-3], ChecklistEntry) if len(place) > len(("sections", 0)) else ChecklistEntry
    return list(entry.model_fields)


def _seen(value: object) -> str:
    match value:
        case str():
            return f'"{shorten(value, 60, placeholder="…")}"' if value else "nothing"
        case list():
            return "a list"
        case _:
            return "names with values"
