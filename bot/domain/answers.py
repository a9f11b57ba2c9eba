"""Answers: one value class per kind of question, the rules they obey, and how they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import assert_never
from urllib.parse import urlsplit

from bot.domain.checklist import AnswerKind, Question
from bot.domain.errors import AnswerRefused
from bot.domain.people import UserId
from bot.domain.when import Said

TEXT_LIMIT = 3000
"""Characters in one text field: what Slack's plain_text_input accepts."""
PEOPLE_LIMIT = 20
NUMBER_LIMIT = 15
"""Digits before and after the point of a number."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A yes, or a no, which is a risk."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Written:
    text: str


@dataclass(frozen=True, slots=True)
class Chosen:
    option: str


@dataclass(frozen=True, slots=True)
class ChosenMany:
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    people: tuple[UserId, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    url: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A number in its unit, with the digits that were typed."""

    number: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    day: date


@dataclass(frozen=True, slots=True)
class Rated:
    """Points on a scale that ends at `of`."""

    points: int
    of: int


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not apply to this model, and why."""

    reason: str


Value = Confirmed | Written | Chosen | ChosenMany | Named | Linked | Measured | Dated | Rated | NotApplicable


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody found out; `version` is the deployment's revision that it came with, so it never repeats."""

    value: Value
    note: str
    by: UserId
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sends in; `seen` is the version of the answer that they had before their eyes, 0 for none."""

    value: Value
    note: str = ""
    seen: int = 0


def check(question: Question, reply: Reply) -> None:
    """Raise AnswerRefused, with the question's key as its field, when the reply does not fit the question."""
    problem = _note_problem(reply) or _value_problem(question, reply.value)
    if problem:
        raise AnswerRefused(problem, field=question.key)


def is_risk(question: Question, answer: Answer) -> bool:
    """Say whether an answer is a risk, as the question sees it."""
    return is_risky(question, answer.value)


def is_risky(question: Question, value: Value) -> bool:
    """Say whether this would be a risk: a no, or a number or a rating beyond the bounds that the checklist sets."""
    match value:
        case Confirmed(yes):
            return not yes
        case Measured(number):
            return question.measure.is_risky(number)
        case Rated(points):
            return question.measure.is_risky(Decimal(points))
        case _:
            return False


def said(value: Value) -> Said:
    """Return what conditions compare of an answer; what was written, named or linked is not compared."""
    match value:
        case Confirmed():
            return Said(frozenset({in_words(value, str)}))
        case Chosen(option):
            return Said(frozenset({option}))
        case ChosenMany(options):
            return Said(frozenset(options))
        case Measured(number):
            return Said(number=number)
        case Rated(points):
            return Said(number=Decimal(points))
        case _:
            return Said()


def in_words(value: Value, name_of: Callable[[UserId], str]) -> str:
    """Return the answer as a person would say it, in full and without any markup."""
    match value:
        case Confirmed(yes):
            return "yes" if yes else "no"
        case Named(people):
            return ", ".join(name_of(user) for user in people)
        case Measured(number, unit):
            return f"{plain_number(number)} {unit}".rstrip()
        case Dated(day):
            return f"{day.day} {day:%B %Y}"
        case Rated(points, of):
            return f"{points} of {of}"
        case _:
            return _text_of(value)


def _text_of(value: Written | Chosen | ChosenMany | Linked | NotApplicable) -> str:
    match value:
        case Written(text):
            return text
        case Chosen(option):
            return option
        case ChosenMany(options):
            return ", ".join(options)
        case Linked(url):
            return url
        case NotApplicable(reason):
            return f"not applicable: {reason}"
        case _:
            assert_never(value)


def plain_number(number: Decimal) -> str:
    """Spell a number with the digits that it was given, and never as 1E+2."""
    return f"{number:f}"


def _note_problem(reply: Reply) -> str:
    if len(reply.note) > TEXT_LIMIT:
        return f"A note has at most {TEXT_LIMIT:,} characters. Shorten it, or link to a document."
    return ""


def _value_problem(question: Question, value: Value) -> str:
    if isinstance(value, NotApplicable):
        return _text_problem(value.reason, "Say in a few words why this does not apply.")
    if KIND_OF[type(value)] is not question.kind:
        return f"Question {question.ref} takes another kind of answer. Open it again and use its own field."
    return _content_problem(question, value)


def _content_problem(question: Question, value: Value) -> str:
    match value:
        case Written(text):
            return _text_problem(text, "Write an answer, or say why the question does not apply.")
        case Chosen(option):
            return _options_problem(question, (option,))
        case ChosenMany(options):
            return _options_problem(question, options)
        case Named(people):
            return _people_problem(people)
        case Linked(url):
            return url_problem(url)
        case Measured():
            return _number_problem(question, value)
        case Rated():
            return _points_problem(question, value)
        case _:
            return ""


def _text_problem(text: str, when_empty: str) -> str:
    if not text.strip():
        return when_empty
    if len(text) > TEXT_LIMIT:
        return f"An answer has at most {TEXT_LIMIT:,} characters. Shorten it, or link to a document."
    return ""


def _options_problem(question: Question, options: Sequence[str]) -> str:
    if not options:
        return "Pick at least one, or say why the question does not apply."
    strange = [option for option in options if option not in question.options]
    if strange:
        return f"{strange[0]!r} is not one of the options. Pick from the list."
    return ""


def _people_problem(people: Sequence[UserId]) -> str:
    if not people:
        return "Name at least one person, or say why the question does not apply."
    if len(people) > PEOPLE_LIMIT:
        return f"Name at most {PEOPLE_LIMIT} people."
    return ""


def url_problem(url: str) -> str:
    """Say what is wrong with a link; empty when nothing is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or any(map(str.isspace, url)):
        return "Give a full link that starts with https:// or http://."
    if len(url) > TEXT_LIMIT:
        return f"A link has at most {TEXT_LIMIT:,} characters."
    return ""


def _number_problem(question: Question, value: Measured) -> str:
    number, measure = value.number, question.measure
    if not number.is_finite():
        return "Give a number, such as 12 or 0.5."
    exponent = number.as_tuple().exponent
    if number.adjusted() >= NUMBER_LIMIT or (isinstance(exponent, int) and exponent < -NUMBER_LIMIT):
        return f"A number has at most {NUMBER_LIMIT} digits before and after the point."
    if value.unit != measure.unit:
        return f"The unit of {question.ref} is {measure.unit or 'none'}. Open it again and give the number in it."
    return "" if measure.allows(number) else f"Give a number {measure.bounds_in_words}."


def _points_problem(question: Question, value: Rated) -> str:
    scale = question.measure.points
    fits = value.points in scale and value.of == scale[-1]
    return "" if fits else f"Pick one of the points from {scale[0]} to {scale[-1]}."


KIND_OF: Mapping[type, AnswerKind] = {
    Confirmed: AnswerKind.CONFIRM,
    Written: AnswerKind.TEXT,
    Chosen: AnswerKind.CHOICE,
    ChosenMany: AnswerKind.MULTI,
    Named: AnswerKind.PEOPLE,
    Linked: AnswerKind.URL,
    Measured: AnswerKind.NUMBER,
    Dated: AnswerKind.DATE,
    Rated: AnswerKind.RATING,
}
"""Which kind of question each value answers; not applicable answers all of them."""
