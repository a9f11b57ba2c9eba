"""What stands where in a checklist file, which values it takes, and what it becomes."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from textwrap import shorten
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from bot.checklists.conditions import condition_of, number_in
from bot.checklists.document import Document, Place
from bot.domain.checklist import (
    PROMPT_LIMIT,
    RATING_SCALE,
    AnswerKind,
    Checklist,
    EvidenceNeed,
    Measure,
    Question,
    QuestionKey,
    Reading,
    Section,
    SectionKey,
)
from bot.domain.policy import FourEyes, Policy, ReminderDays, Review

_MEASURE = {field.name for field in fields(Measure)}
_REF = r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$"
_ADDRESS = r"^https?://\S+$"
_SLACK_ID = r"^[UWS][A-Z0-9]{2,20}$"


def _true_or_false(text: object) -> object:
    return {"true": True, "false": False}.get(text, text) if isinstance(text, str) else text


def _whole_number(text: object) -> object:
    return int(text) if isinstance(text, str) and text.isdecimal() else text


def _number(text: object) -> object:
    number = number_in(text)
    return text if number is None else number


def _text_up_to(limit: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=limit)


_Short = Annotated[str, _text_up_to(100)]
_Label = Annotated[str, _text_up_to(75)]
_Long = Annotated[str, _text_up_to(1_000)]
_Example = Annotated[str, _text_up_to(500)]
_Flag = Annotated[bool, BeforeValidator(_true_or_false)]
_Number = Annotated[Decimal | None, BeforeValidator(_number)]
_Days = Annotated[int, BeforeValidator(_whole_number), Field(ge=0, le=365)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _QuestionEntry(_Entry):
    ref: Annotated[str, StringConstraints(min_length=1, max_length=12, pattern=_REF)]
    key: _Short
    kind: Annotated[AnswerKind, Field(strict=False)]
    prompt: Annotated[str, _text_up_to(PROMPT_LIMIT)]
    guidance: _Long
    good: _Example
    weak: _Example
    options: list[_Label] = Field(default_factory=list)
    required: _Flag = True
    fact: Annotated[str, _text_up_to(30)] = ""
    unit: Annotated[str, _text_up_to(20)] = ""
    minimum: _Number = None
    maximum: _Number = None
    risk_below: _Number = None
    risk_above: _Number = None
    evidence: Annotated[EvidenceNeed, Field(strict=False)] = EvidenceNeed.OPTIONAL
    always_ask: _Flag = False
    when: object = None

    def question(self) -> Question:
        texts = self.model_dump(exclude={"key", "options", "when", *_MEASURE})
        return Question(
            key=QuestionKey(self.key),
            options=tuple(self.options),
            measure=self.measure(),
            when=condition_of(self.when) if self.when is not None else None,
            **texts,
        )

    def measure(self) -> Measure:
        given = Measure(**self.model_dump(include=_MEASURE))
        if self.kind is not AnswerKind.RATING:
            return given
        least, most = RATING_SCALE
        return replace(
            given,
            minimum=least if given.minimum is None else given.minimum,
            maximum=most if given.maximum is None else given.maximum,
        )


class _SectionEntry(_Entry):
    ref: Annotated[str, StringConstraints(min_length=1, max_length=12, pattern=_REF)]
    key: _Short
    title: _Short
    stage: _Short
    guidance: _Long
    questions: Annotated[list[_QuestionEntry], Field(min_length=1)]
    review: Annotated[Review, Field(strict=False)] = Review.NONE
    depends_on: list[_Short] = Field(default_factory=list)

    def section(self) -> Section:
        texts = self.model_dump(exclude={"key", "questions", "depends_on"})
        questions = tuple(entry.question() for entry in self.questions)
        depends_on = tuple(SectionKey(key) for key in self.depends_on)
        return Section(key=SectionKey(self.key), questions=questions, depends_on=depends_on, **texts)


class _ReadingEntry(_Entry):
    title: Annotated[str, _text_up_to(200)]
    author: Annotated[str, _text_up_to(200)] = ""
    url: Annotated[str, StringConstraints(max_length=1_000, pattern=_ADDRESS)] = ""


class _ReminderEntry(_Entry):
    before_due: list[_Days] = list(ReminderDays().before_due)
    late: list[_Days] = list(ReminderDays().late)
    lead_after: _Days = ReminderDays().lead_after
    thread_after: _Days = ReminderDays().thread_after

    def days(self) -> ReminderDays:
        return ReminderDays(tuple(self.before_due), tuple(self.late), self.lead_after, self.thread_after)


class _PolicyEntry(_Entry):
    four_eyes: Annotated[FourEyes, Field(strict=False)] = FourEyes.NONE
    reminders: _ReminderEntry = Field(default_factory=_ReminderEntry)
    risk_approvers: list[Annotated[str, StringConstraints(pattern=_SLACK_ID)]] = Field(default_factory=list)

    def policy(self) -> Policy:
        return Policy(self.four_eyes, self.reminders.days(), tuple(self.risk_approvers))


class ChecklistEntry(_Entry):
    key: _Short
    title: _Short
    credit: _Long
    sections: Annotated[list[_SectionEntry], Field(min_length=1)]
    further_reading: list[_ReadingEntry] = Field(default_factory=list)
    policy: _PolicyEntry = Field(default_factory=_PolicyEntry)

    def checklist(self) -> Checklist:
        return Checklist(
            key=self.key,
            title=self.title,
            credit=self.credit,
            sections=tuple(entry.section() for entry in self.sections),
            further_reading=tuple(Reading(**entry.model_dump()) for entry in self.further_reading),
            policy=self.policy.policy(),
        )


_ENTRIES: dict[object, type[_Entry]] = {
    "sections": _SectionEntry,
    "questions": _QuestionEntry,
    "further_reading": _ReadingEntry,
    "policy": _PolicyEntry,
    "reminders": _ReminderEntry,
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
        case _:
            return f"expected {_wanted(detail)}, found {_seen(found)}"


def _wanted(detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "enum":
            return f"one of {_listed(limits['expected'])}"
        case "string_pattern_mismatch":
            return _SHAPES[limits["pattern"]]
        case kind:
            return _WANTED.get(kind, detail["msg"])


_DAYS = "a whole number from 0 to 365"
_WANTED = {
    "bool_type": "true or false",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "greater_than_equal": _DAYS,
    "int_type": _DAYS,
    "less_than_equal": _DAYS,
    "list_type": "a list",
    "model_type": "names with values",
    "string_type": "a text",
}
_SHAPES = {
    _REF: "a number such as 4.2, of letters and digits with dots between",
    _ADDRESS: "an address that begins with https://",
    _SLACK_ID: "the Slack id of a person or group, such as U024BE7LH",
}


def _listed(quoted: str) -> str:
    """Turn pydantic's "'a', 'b' or 'c'" into "a, b, c"."""
    return quoted.replace("'", "").replace(" or ", ", ")


def _names_around(place: Place) -> list[str]:
    around = [step for step in place[:-1] if isinstance(step, str)]
    return list(_ENTRIES[around[-1]].model_fields if around else ChecklistEntry.model_fields)


def _seen(value: object) -> str:
    match value:
        case str():
            return f'"{shorten(value, 60, placeholder="…")}"' if value else "nothing"
        case list():
            return "a list"
        case _:
            return "names with values"
