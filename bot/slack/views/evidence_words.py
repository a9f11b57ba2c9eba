"""How evidence reads: beside an answer, in a list of its own, and in a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.domain.age import age_in_words, older, origin_in_words
from bot.domain.checklist import Question
from bot.domain.evidence import Age, Evidence, Fate, File, Item, Link, Quote, in_words, size_in_words
from bot.slack.views import words
from bot.slack.views.scene import Scene

_SHOWN = {120: 2, 60: 1, 30: 0, 12: 0}
_MOST_SHOWN = 3
"""How many pieces stand beside an answer; with less room there are fewer, then only their number."""
_NAME = 60
_DIGITS = 8
"""How much of a digest tells two files apart at a glance; history and report have all of it."""


def beside(evidence: Sequence[Evidence], scene: Scene, room: int) -> str:
    """Say what there is for an answer, fit for mrkdwn, in a few words; empty without any."""
    shown = evidence[: _SHOWN.get(room, _MOST_SHOWN)]
    if not shown:
        return in_numbers(evidence)
    rest = len(evidence) - len(shown)
    more = [f"{rest:,} more"] if rest else []
    return f"evidence: {words.listed([*(_with_age(piece, scene, room) for piece in shown), *more])}"


def told(question: Question, piece: Evidence, scene: Scene, room: int) -> str:
    """Say in a line what a piece is, who brought it and when."""
    brought = f"{named(piece.item, scene, room)}, {scene.who(piece.by, 40)}, {words.moment(piece.at)}"
    age = words.brief(origin_in_words(piece), room)
    return f"• {question.ref}  {brought}" + (f"; {age}" if age else "")


def _with_age(piece: Evidence, scene: Scene, room: int) -> str:
    name, age = named(piece.item, scene, room), age_in_words(piece)
    return f"{name} ({age})" if age else name


def named(item: Item, scene: Scene, room: int) -> str:
    """Name a piece, fit for mrkdwn, and lead to it."""
    match item:
        case Link(url):
            return words.linked_page(url, min(room, _NAME))
        case Quote(author=author, text=text):
            shown = f"message of {scene.who(author, 40)}" if author else "message"
            said = words.quoted(text, min(room, _NAME))
        case File(name=name, digest=digest):
            known = f"SHA-256 {digest[:_DIGITS]}…" if digest else ""
            shown = f"file {words.brief(name, min(room, _NAME))}"
            said = f"({', '.join(filter(None, (size_in_words(item.size), known)))})"
        case _:
            assert_never(item)
    fate = "" if item.fate is Fate.UNCHANGED else f", {item.fate}"
    return f"{words.link(words.address(item.url), shown)} {said}".rstrip() + fate


def in_a_list(question: Question, piece: Evidence) -> str:
    """Name a piece in plain text, where it is picked from a list."""
    named = f"“{piece.item.text}”" if isinstance(piece.item, Quote) else in_words(piece.item)
    age = "" if piece.age is Age.CURRENT else ", before this version"
    return words.flat(f"{question.ref}{age}: {named}", 75)


def in_numbers(evidence: Sequence[Evidence]) -> str:
    """Say "3 pieces of evidence, 1 of them from before this version"; empty for none."""
    if not evidence:
        return ""
    all_of_it, past = counted(len(evidence)), len(older(evidence))
    if not past:
        return all_of_it
    return f"{all_of_it}, {'' if past == len(evidence) else f'{past} of them '}from before this version"


def counted(number: int) -> str:
    return words.count(number, "piece of evidence", "pieces of evidence")
