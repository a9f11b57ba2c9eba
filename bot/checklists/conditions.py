"""`when:` in a checklist file: how a condition is written, what may stand in it, and what it becomes.

Each name is a subject with what it must say, or `all`, `any` or `not` with conditions of their own. Several names
side by side must all hold:

    when:
      tier: [standard, high]          # one of these
      deployment.mode: Real time      # an option, or yes / no for a confirm question
      any:
        - data.personal: yes
        - model.latency: {at_most: 50}        # numbers and ratings: at_least, at_most, or both
        - not: {use.owner: {answered: true}}  # any kind: has it been answered at all
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter

from bot.checklists.document import Document, Place
from bot.domain.checklist import MEASURED, AnswerKind
from bot.domain.when import (
    FACTS,
    TIER,
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Is,
    Not,
    Tier,
    Within,
)

Refuse = Callable[[Place, str], None]
_GROUPS: Mapping[str, Callable[[tuple[Condition, ...]], Condition]] = {"all": AllOf, "any": AnyOf}
_BOUNDS = ("at_least", "at_most")


def condition_of(tree: object) -> Condition | None:
    """Return what a `when` says, or None for one with a mistake; check_conditions has named it."""
    return _Reader(lambda _place, _what: None).condition(tree, ())


def check_conditions(document: Document) -> None:
    """Hold every `when` against how conditions are written, what the checklist asks, and each other."""
    waits: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    questions = {str(question.get("key")): question for _, question in _questions_in(document)}
    for place, question in _questions_in(document):
        if "when" not in question:
            continue
        here, key = (*place, "when"), question.get("key")
        _Reader(document.refuse, questions).condition(question["when"], here)
        if isinstance(key, str):
            waits[key], places[key] = list(_subjects(question["when"])), here
    for cycle in cycles_in(waits):
        what = f"expected conditions that do not wait for each other, found {' → '.join(cycle)}"
        document.refuse(places[cycle[0]], what)


def cycles_in(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return every circle of names, each beginning and ending with the same one."""
    left = {name: list(others) for name, others in edges.items()}
    found: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            found.append(circle)
            left[circle[0]].remove(circle[1])
        else:
            return found


def _questions_in(document: Document) -> list[tuple[Place, Mapping[str, object]]]:
    asked = [place for place in document.lines if place[:1] == ("sections",) and place[2:3] == ("questions",)]
    found = [(place, document.at(place)) for place in asked if len(place) == len(("sections", 0, "questions", 0))]
    return [(place, question) for place, question in found if isinstance(question, dict)]


def _subjects(tree: object) -> Iterator[str]:
    """Yield what a `when` looks at, as far as it can be read."""
    for name, value in tree.items() if isinstance(tree, dict) else ():
        if name in _GROUPS:
            for part in value if isinstance(value, list) else ():
                yield from _subjects(part)
        elif name == "not":
            yield from _subjects(value)
        else:
            yield name


class _Reader:
    """Reads one condition and names every mistake in it. Without `questions`, subjects are taken as they come."""

    def __init__(self, refuse: Refuse, questions: Mapping[str, Mapping[str, object]] | None = None) -> None:
        self._refuse = refuse
        self._questions = questions

    def condition(self, tree: object, place: Place) -> Condition | None:
        """Return the condition, or None when anything in it is wrong."""
        if not isinstance(tree, dict) or not tree:
            self._refuse(place, "expected a condition such as {tier: high}")
            return None
        parts = [self._part(name, value, (*place, name)) for name, value in tree.items()]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts):
            return None
        return whole[0] if len(whole) == 1 else AllOf(tuple(whole))

    def _part(self, name: str, value: object, place: Place) -> Condition | None:
        if name in _GROUPS:
            return self._group(name, value, place)
        if name == "not":
            negated = self.condition(value, place)
            return negated and Not(negated)
        if self._questions is not None and name not in {*FACTS, *self._questions}:
            facts = ", ".join(FACTS)
            self._refuse(place, f"expected all, any, not, {facts} or the key of a question of this checklist")
            return None
        return self._demand(name, value, place)

    def _group(self, name: str, value: object, place: Place) -> Condition | None:
        if not isinstance(value, list) or not value:
            self._refuse(place, f"expected a list of conditions under {name}")
            return None
        parts = [self.condition(part, (*place, index)) for index, part in enumerate(value)]
        whole = tuple(part for part in parts if part is not None)
        return _GROUPS[name](whole) if len(whole) == len(parts) else None

    def _demand(self, subject: str, value: object, place: Place) -> Condition | None:
        if isinstance(value, dict):
            read = self._measured if set(value) & set(_BOUNDS) else self._answered
            return read(subject, value, place)
        listed = value if isinstance(value, list) else [value]
        words = [word for word in listed if isinstance(word, str) and word]
        if not words or len(words) < len(listed):
            self._refuse(place, "expected what it must say: a text, or a list of texts")
            return None
        return Is(subject, tuple(words)) if self._may_say(subject, words, place) else None

    def _answered(self, subject: str, value: Mapping[str, object], place: Place) -> Condition | None:
        if subject in FACTS or value != {"answered": "true"}:
            self._refuse(place, "expected {answered: true}, or at_least and at_most with numbers")
            return None
        return Answered(subject)

    def _measured(self, subject: str, value: Mapping[str, object], place: Place) -> Condition | None:
        bounds = {name: number_in(text) for name, text in value.items() if name in _BOUNDS}
        if None in bounds.values() or len(bounds) < len(value):
            self._refuse(place, "expected at_least and at_most with numbers")
            return None
        if self._questions is not None and self._kind_of(subject) not in MEASURED:
            self._refuse(place, "expected bounds only for a number or a rating")
            return None
        return Within(subject, bounds.get("at_least"), bounds.get("at_most"))

    def _may_say(self, subject: str, words: list[str], place: Place) -> bool:
        possible = self._possible(subject)
        strange = [word for word in words if possible is not None and word not in possible]
        if strange and possible:
            self._refuse(place, f'expected one of {", ".join(possible)}, found "{strange[0]}"')
        elif strange:
            self._refuse(place, "expected {answered: true}: what people write here is not compared")
        return not strange

    def _possible(self, subject: str) -> list[str] | None:
        """Return the words that a subject can say; none for a kind that is not compared, None for any word."""
        if subject == TIER:
            return list(Tier)
        if self._questions is None or subject in FACTS:
            return None
        kind, options = self._kind_of(subject), self._questions[subject].get("options")
        if kind == AnswerKind.CONFIRM:
            return ["yes", "no"]
        return options if isinstance(options, list) else []

    def _kind_of(self, subject: str) -> object:
        return (self._questions or {}).get(subject, {}).get("kind")


def number_in(text: object) -> Decimal | None:
    """Return the number that stands in a text, or None."""
    try:
        number = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
