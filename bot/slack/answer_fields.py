"""How each kind of question is asked in Slack and read back: its input in a form, its buttons on a card.

A kind of its own needs a class here; forms, cards and listeners ask `field_of` and know no kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar, NamedTuple

from bot.domain.answers import (
    NUMBER_LIMIT,
    PEOPLE_LIMIT,
    TEXT_LIMIT,
    Chosen,
    ChosenMany,
    Confirmed,
    Dated,
    Linked,
    Measured,
    Named,
    NotApplicable,
    Rated,
    Value,
    Written,
    plain_number,
)
from bot.domain.checklist import AnswerKind, Question
from bot.domain.errors import AnswerRefused
from bot.slack.form_fields import Held, dated, people, picked, typed
from bot.slack.spoken import links_in, people_in, plain, unmarked
from bot.slack.views import blocks, ids
from bot.slack.views.blocks import Json
from bot.slack.views.ids import VALUE

_OPTIONS_IN_VIEW = 10
_NO_MORE_DIGITS = r"(?![.,]?\d|\s\d{3}(?!\d))"
"""What "1,234", "0,5" and "50 000" run into: half a number would be another one."""
_NOT_APPLICABLE = re.compile(r"(?:n/a|not applicable)(?!\w)[\s,.;:]*(.*)", re.IGNORECASE | re.DOTALL)
_BUTTONS_FOR_OPTIONS = 4
_BUTTONS_FOR_POINTS = 5


class Click(NamedTuple):
    """An answer that takes one click: what its button says, and what it stands for."""

    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Field:
    """One question; most kinds have no buttons, and "not applicable" is a note without an answer."""

    question: Question

    write: ClassVar[str] = ""
    """What the button says that opens the form, where the card has no buttons for the answers."""
    has_not_applicable: ClassVar[bool] = False
    """Whether "not applicable" is picked like any other option."""

    def element(self, value: Value | None) -> Json:
        """Draw the input of a form with this answer in it."""
        raise NotImplementedError

    def read(self, state: Held) -> Value:
        """Return what an input that is not empty says. Raises AnswerRefused for what it never offered."""
        raise NotImplementedError

    def spoken(self, said: str) -> tuple[Value, str]:
        """Return the value and the note of an answer that somebody typed into the thread. Raises AnswerRefused."""
        without = _NOT_APPLICABLE.match(plain(said))
        return (NotApplicable(without[1]), "") if without else self.heard(said)

    def heard(self, said: str) -> tuple[Value, str]:
        """Return the same of what is not "n/a"; `said` is as Slack writes it."""
        raise NotImplementedError

    def begins_with(self, pattern: str, said: str) -> re.Match[str]:
        """Return the match at the beginning, with the rest as its group "rest". Raises AnswerRefused."""
        found = re.match(rf"(?:{pattern})(?!\w)[\s,.;:]*(?P<rest>.*)", plain(said), re.IGNORECASE | re.DOTALL)
        if found is None:
            raise AnswerRefused(f"{self.question.ref} takes {self.wants}. A note may follow.", field=self.question.key)
        return found

    wants: ClassVar[str] = ""
    """What a typed answer begins with, in a few words."""

    @property
    def hint(self) -> str:
        """Say in which form the answer is wanted, where that is not plain to see."""
        return ""

    @property
    def clicks(self) -> Mapping[str, Click]:
        """Return the answers that take one click on the card, by the choice that their buttons carry."""
        return {}


class _Confirm(Field):
    has_not_applicable = True
    wants = "yes or no first"

    def heard(self, said: str) -> tuple[Value, str]:
        found = self.begins_with("(yes|no)", said)
        return Confirmed(yes=found[1].lower() == "yes"), found["rest"]

    _clicks: ClassVar[Mapping[str, Click]] = {
        ids.YES: Click("Yes", Confirmed(yes=True)),
        ids.NO: Click("No", Confirmed(yes=False)),
    }

    def element(self, value: Value | None) -> Json:
        drawn = [blocks.option("Yes", ids.YES), blocks.option("No, a risk", ids.NO)]
        return _pick_one(drawn, [choice for choice, click in self._clicks.items() if click.value == value], value)

    def read(self, state: Held) -> Value:
        chosen = picked(state)
        if len(chosen) != 1 or chosen[0] not in self._clicks:
            raise AnswerRefused("Pick yes, no or not applicable.")
        return self._clicks[chosen[0]].value

    @property
    def clicks(self) -> Mapping[str, Click]:
        return self._clicks


class _Text(Field):
    write = "Write answer…"

    def heard(self, said: str) -> tuple[Value, str]:
        return Written(plain(said)), ""

    def element(self, value: Value | None) -> Json:
        text = value.text if isinstance(value, Written) else ""
        return blocks.text_input(VALUE, multiline=True, initial=text, max_length=TEXT_LIMIT)

    def read(self, state: Held) -> Value:
        return Written(typed(state))


class _Choice(Field):
    write = "Pick one…"
    has_not_applicable = True

    def heard(self, said: str) -> tuple[Value, str]:
        found = self.begins_with(_any_of(self.question), said)
        return Chosen(_named(self.question, found[1])), found["rest"]

    @property
    def wants(self) -> str:  # type: ignore[override]  # what it wants depends on the question
        return f"one of {', '.join(self.question.options)}"

    def element(self, value: Value | None) -> Json:
        return _pick_one(_drawn(self.question), _indexes(self.question, value), value)

    def read(self, state: Held) -> Value:
        return Chosen(_options(self.question, picked(state))[0])

    @property
    def clicks(self) -> Mapping[str, Click]:
        if len(self.question.options) > _BUTTONS_FOR_OPTIONS:
            return {}
        return {str(index): Click(option, Chosen(option)) for index, option in enumerate(self.question.options)}


class _Multi(Field):
    write = "Pick…"
    has_not_applicable = True

    def heard(self, said: str) -> tuple[Value, str]:
        one = _any_of(self.question)
        found = self.begins_with(rf"{one}(?:\s*(?:,|;|&|and|\s)\s*{one})*", said)
        every = re.findall(one, found[0][: found.start("rest")], re.IGNORECASE)
        names = {_named(self.question, option) for option in every}
        return ChosenMany(tuple(option for option in self.question.options if option in names)), found["rest"]

    @property
    def wants(self) -> str:  # type: ignore[override]  # what it wants depends on the question
        return f"some of {', '.join(self.question.options)}"

    def element(self, value: Value | None) -> Json:
        drawn, initial = (
            [*_drawn(self.question), _not_applicable()],
            _with_not_applicable(_indexes(self.question, value), value),
        )
        if len(drawn) <= _OPTIONS_IN_VIEW:
            return blocks.checkboxes(VALUE, drawn, initial=initial)
        return blocks.multi_static_select(VALUE, drawn, initial=initial, placeholder="Pick all that apply")

    def read(self, state: Held) -> Value:
        return ChosenMany(_options(self.question, picked(state)))


class _People(Field):
    write = "Name people…"

    def heard(self, said: str) -> tuple[Value, str]:
        return Named(people_in(said)), unmarked(said)

    def element(self, value: Value | None) -> Json:
        named = value.people if isinstance(value, Named) else ()
        return blocks.multi_users_select(VALUE, initial=named, max_selected=PEOPLE_LIMIT, placeholder="Pick people")

    def read(self, state: Held) -> Value:
        return Named(people(state))


class _Url(Field):
    write = "Add link…"

    def heard(self, said: str) -> tuple[Value, str]:
        return Linked(next(iter(links_in(said)), "")), unmarked(said)

    def element(self, value: Value | None) -> Json:
        url = value.url if isinstance(value, Linked) else ""
        return blocks.url_input(VALUE, initial=url, placeholder="https://")

    def read(self, state: Held) -> Value:
        return Linked(typed(state))


class _Number(Field):
    write = "Give number…"
    wants = "a number first, such as 12 or 0.5"

    def heard(self, said: str) -> tuple[Value, str]:
        unit = self.question.measure.unit
        found = self.begins_with(rf"([-+]?\d+(?:\.\d+)?){_NO_MORE_DIGITS}(?:\s*{re.escape(unit)})?", said)
        return Measured(Decimal(found[1]), unit), found["rest"]

    def element(self, value: Value | None) -> Json:
        initial = plain_number(value.number) if isinstance(value, Measured) else None
        least, most = self.question.measure.minimum, self.question.measure.maximum
        return blocks.number_input(VALUE, initial=initial, minimum=least, maximum=most)

    def read(self, state: Held) -> Value:
        try:
            number = Decimal(typed(state))
        except InvalidOperation as error:
            raise AnswerRefused("Give a number, such as 12 or 0.5.") from error
        return Measured(_without_exponent(number), self.question.measure.unit)

    @property
    def hint(self) -> str:
        unit = f" in {self.question.measure.unit}" if self.question.measure.unit else ""
        bounds = self.question.measure.bounds_in_words
        return f"A number{unit}{', ' if bounds else ''}{bounds}." if unit or bounds else ""


class _Date(Field):
    write = "Pick day…"
    wants = "a day first, such as 2026-12-01"

    def heard(self, said: str) -> tuple[Value, str]:
        found = self.begins_with(r"(\d{4}-\d{2}-\d{2})", said)
        return self.read({"selected_date": found[1]}), found["rest"]

    def element(self, value: Value | None) -> Json:
        return blocks.datepicker(VALUE, initial=value.day if isinstance(value, Dated) else None)

    def read(self, state: Held) -> Value:
        try:
            return Dated(date.fromisoformat(dated(state)))
        except ValueError as error:
            raise AnswerRefused("Give the day as year, month and day.") from error


class _Rating(Field):
    write = "Rate…"
    has_not_applicable = True
    wants = "its points first, such as 4"

    def heard(self, said: str) -> tuple[Value, str]:
        best = self.question.measure.points[-1]
        found = self.begins_with(rf"(\d+){_NO_MORE_DIGITS}(?:\s*(?:of|/)\s*{best})?(?!\s*(?:of|/|-|\u2013)\s*\d)", said)
        return Rated(int(found[1]), best), found["rest"]

    def element(self, value: Value | None) -> Json:
        points = self.question.measure.points
        ends = {points[0]: ", the lowest", points[-1]: ", the highest"}
        drawn = [blocks.option(f"{point}{ends.get(point, '')}", str(point)) for point in points]
        return _pick_one(drawn, [str(value.points)] if isinstance(value, Rated) else [], value)

    def read(self, state: Held) -> Value:
        known = {str(point): point for point in self.question.measure.points}
        chosen = picked(state)
        if len(chosen) != 1 or chosen[0] not in known:
            raise AnswerRefused("Pick from the list.")
        return Rated(known[chosen[0]], self.question.measure.points[-1])

    @property
    def clicks(self) -> Mapping[str, Click]:
        points = self.question.measure.points
        if len(points) > _BUTTONS_FOR_POINTS:
            return {}
        return {str(point): Click(str(point), Rated(point, points[-1])) for point in points}


_FIELDS: Mapping[AnswerKind, type[Field]] = {
    AnswerKind.CONFIRM: _Confirm,
    AnswerKind.TEXT: _Text,
    AnswerKind.CHOICE: _Choice,
    AnswerKind.MULTI: _Multi,
    AnswerKind.PEOPLE: _People,
    AnswerKind.URL: _Url,
    AnswerKind.NUMBER: _Number,
    AnswerKind.DATE: _Date,
    AnswerKind.RATING: _Rating,
}


def _any_of(question: Question) -> str:
    """Return a pattern of all options, the longest first."""
    longest_first = sorted(question.options, key=len, reverse=True)
    return f"({'|'.join(map(re.escape, longest_first))})"


def _named(question: Question, said: str) -> str:
    return next(option for option in question.options if option.lower() == said.lower())


def field_of(question: Question) -> Field:
    """Return how this question is asked and read."""
    return _FIELDS[question.kind](question)


def is_empty(state: Held) -> bool:
    """Say whether somebody left an input as it comes."""
    return not (picked(state) or typed(state) or people(state) or dated(state))


def _without_exponent(number: Decimal) -> Decimal:
    """Return an equal number that is drawn as it is kept; what is too large for any question stays as it is."""
    return Decimal(plain_number(number)) if abs(number.adjusted()) <= 2 * NUMBER_LIMIT else number


def _pick_one(drawn: list[Json], initial: list[str], value: Value | None) -> Json:
    every = [*drawn, _not_applicable()]
    first = next(iter(_with_not_applicable(initial, value)), None)
    if len(every) <= _OPTIONS_IN_VIEW:
        return blocks.radio_buttons(VALUE, every, initial=first)
    return blocks.static_select(VALUE, every, initial=first, placeholder="Pick one")


def _not_applicable() -> Json:
    return blocks.option("Not applicable", ids.NOT_APPLICABLE)


def _with_not_applicable(initial: Iterable[str], value: Value | None) -> list[str]:
    return [ids.NOT_APPLICABLE] if isinstance(value, NotApplicable) else list(initial)


def _drawn(question: Question) -> list[Json]:
    return [blocks.option(option, str(index)) for index, option in enumerate(question.options)]


def _indexes(question: Question, value: Value | None) -> list[str]:
    """Return the values of the options that stand for a stored answer."""
    match value:
        case Chosen(option):
            chosen = {option}
        case ChosenMany(options):
            chosen = set(options)
        case _:
            chosen = set()
    return [str(index) for index, option in enumerate(question.options) if option in chosen]


def _options(question: Question, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of the options picked, in the order of the checklist."""
    known = {str(index): option for index, option in enumerate(question.options)}
    if not chosen or not set(chosen) <= known.keys():
        raise AnswerRefused("Pick from the list.")
    return tuple(option for index, option in known.items() if index in chosen)
