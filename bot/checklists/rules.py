"""The rules that hold between values: what must not stand twice, what must fit its place, what must not go round.

They look at the texts alone, so that they speak up beside whatever else is wrong with a file.
"""

from __future__ import annotations

import re
from collections import Counter

from bot.checklists.conditions import check_conditions, cycles_in, number_in
from bot.checklists.document import Document, Place
from bot.domain.checklist import MEASURED, RATING_SCALE, WITH_OPTIONS, AnswerKind

FEWEST_OPTIONS = 2
MOST_OPTIONS = 10
"""Slack shows at most ten radio buttons or checkboxes."""

FEWEST_POINTS = 2
MOST_POINTS = 11
"""A rating from 0 to 10."""

_KINDS = frozenset(AnswerKind)
_BOUNDS = ("minimum", "maximum", "risk_below", "risk_above")
_WORD = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


def check_across(document: Document) -> None:
    """Hold the texts against the rules that concern more than one of them."""
    _check_repetitions(document)
    _check_keys(document)
    _check_options(document)
    _check_measures(document)
    _check_dependencies(document)
    check_conditions(document)


def _check_repetitions(document: Document) -> None:
    first: dict[tuple[object, ...], Place] = {}
    for place, text in document.texts.items():
        scope = _unique_within(place)
        if not scope or not text:
            continue
        earlier = first.setdefault((*scope, text), place)
        if earlier != place:
            line = document.lines[earlier]
            document.refuse(place, f'expected {scope[0]} of its own, line {line} has "{text}" already')


def _unique_within(place: Place) -> tuple[object, ...]:
    match place:
        case ("sections", int(), "key") | ("sections", int(), "questions", int(), "key"):
            return ("a key",)
        case ("sections", int(), "ref") | ("sections", int(), "questions", int(), "ref"):
            return ("a ref",)
        case ("sections", int(), "questions", int(), "fact"):
            return ("a fact",)
        case ("sections", int(), "questions", int(), "options", int()) | ("sections", int(), "depends_on", int()):
            return ("a text", place[:-1])
        case _:
            return ()


def _check_keys(document: Document) -> None:
    for place, text in document.texts.items():
        match place:
            case ("key",) | ("sections", int(), "key") if text and not re.fullmatch(_WORD, text):
                document.refuse(place, f'expected lower-case words with hyphens, such as my-key, found "{text}"')
            case ("sections", int(), "questions", int(), "key") if text:
                section = document.texts.get((*place[:2], "key"), "")
                expected = re.escape(section) if re.fullmatch(_WORD, section) else _WORD
                if not re.fullmatch(rf"{expected}\.{_WORD}", text):
                    like = f"{section or 'section'}.my-key"
                    document.refuse(place, f'expected a key in lower case such as {like}, found "{text}"')


def _check_options(document: Document) -> None:
    counts = Counter(place[:-2] for place in document.texts if place[-2:-1] == ("options",))
    for place, kind in document.texts.items():
        if place[2:3] != ("questions",) or place[4:] != ("kind",):
            continue
        question, count = place[:-1], counts[place[:-1]]
        if kind in WITH_OPTIONS and not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
            what = f"expected {FEWEST_OPTIONS} to {MOST_OPTIONS} options for the kind {kind}, found {count}"
            document.refuse((*question, "options"), what)
        if kind in _KINDS - WITH_OPTIONS and count:
            document.refuse((*question, "options"), f"expected no options for the kind {kind}, found {count}")


def _check_measures(document: Document) -> None:
    for place, kind in document.texts.items():
        if place[2:3] != ("questions",) or place[4:] != ("kind",) or kind not in _KINDS:
            continue
        question = place[:-1]
        for name in ("unit", *_BOUNDS):
            takes = kind == AnswerKind.NUMBER or (kind in MEASURED and name != "unit")
            if (*question, name) in document.lines and not takes:
                document.refuse((*question, name), f"expected no {name} for the kind {kind}")
        if kind in MEASURED:
            _check_bounds(document, question, kind)


def _check_bounds(document: Document, question: Place, kind: str) -> None:
    bounds = {name: number_in(document.texts.get((*question, name))) for name in _BOUNDS}
    least, most = bounds["minimum"], bounds["maximum"]
    if kind == AnswerKind.RATING:
        least, most = RATING_SCALE[0] if least is None else least, RATING_SCALE[1] if most is None else most
        if least % 1 or most % 1 or not FEWEST_POINTS <= most - least + 1 <= MOST_POINTS:
            what = f"expected a scale of {FEWEST_POINTS} to {MOST_POINTS} whole points, found {least} to {most}"
            document.refuse((*question, "maximum"), what)
    elif least is not None and most is not None and least > most:
        document.refuse((*question, "maximum"), f"expected at least the minimum {least}, found {most}")


def _check_dependencies(document: Document) -> None:
    keys = {place[1]: text for place, text in document.texts.items() if _is_section_key(place)}
    waits: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for place, text in document.texts.items():
        if place[:1] != ("sections",) or place[2:3] != ("depends_on",) or len(place) != len(("s", 0, "d", 0)):
            continue
        if text not in keys.values():
            document.refuse(place, f'expected the key of a section of this checklist, found "{text}"')
        elif place[1] in keys:
            waits.setdefault(keys[place[1]], []).append(text)
            places.setdefault(keys[place[1]], place[:-1])
    for cycle in cycles_in(waits):
        what = f"expected sections that do not depend on each other, found {' → '.join(cycle)}"
        document.refuse(places[cycle[0]], what)


def _is_section_key(place: Place) -> bool:
    return place[:1] == ("sections",) and place[2:] == ("key",)
