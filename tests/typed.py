"""Everything that people type, upload, pick a name for or are called: one table for the tests of what it may do.

A row is a field of the domain that holds somebody's words. The tests of limits fill each to its limit, the tests of
nasty strings put each of those into all of them; `tests/test_typed.py` fails when a text is added that has no row.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import bot.domain
from bot.domain.answers import TEXT_LIMIT, url_problem
from bot.domain.artefact import ARTEFACT_LIMIT
from bot.domain.checklist import PROMPT_LIMIT
from bot.domain.deployment import REASON_LIMIT
from bot.domain.evidence import LINK_LIMIT, NAME_LIMIT, QUOTE_LIMIT

_Kept = TypeVar("_Kept")
_LINES, _LINE, _ADDRESS = "lines", "line", "address"


@dataclass(frozen=True, slots=True)
class Text:
    """What a field takes: how many characters, and whether they are several lines, one line or an address."""

    limit: int
    shape: str
    by: str


_FORM, _COMMAND, _SLACK, _CHECKLIST = "a form", "the command", "Slack", "the checklist"

TYPED: Mapping[str, Text] = {
    "Target.model": Text(80, _LINE, _COMMAND),
    "Target.version": Text(40, _LINE, _COMMAND),
    "Target.environment": Text(40, _LINE, _COMMAND),
    "Deployment.artefact": Text(ARTEFACT_LIMIT, _LINE, _COMMAND),
    "Written.text": Text(TEXT_LIMIT, _LINES, _FORM),
    "NotApplicable.reason": Text(TEXT_LIMIT, _LINES, _FORM),
    "Linked.url": Text(TEXT_LIMIT, _ADDRESS, _FORM),
    "Answer.note": Text(TEXT_LIMIT, _LINES, _FORM),
    "Closing.reason": Text(REASON_LIMIT, _LINES, _FORM),
    "Reopening.reason": Text(REASON_LIMIT, _LINES, _FORM),
    "Blocking.reason": Text(REASON_LIMIT, _LINES, _FORM),
    "LeftOut.reason": Text(REASON_LIMIT, _LINES, _FORM),
    "Terms.reason": Text(REASON_LIMIT, _LINES, _FORM),
    "Terms.mitigation": Text(REASON_LIMIT, _LINES, _FORM),
    "Link.url": Text(LINK_LIMIT, _ADDRESS, _FORM),
    "Quote.text": Text(QUOTE_LIMIT, _LINES, _SLACK),
    "File.name": Text(NAME_LIMIT, _LINE, _SLACK),
    "Person.name": Text(255, _LINE, _SLACK),
    "Group.name": Text(255, _LINE, _SLACK),
    "Proposal.note": Text(TEXT_LIMIT, _LINES, _FORM),
    "Proposal.version": Text(ARTEFACT_LIMIT, _LINE, _COMMAND),
    "Evidence.version": Text(ARTEFACT_LIMIT, _LINE, _COMMAND),
    "Checklist.title": Text(100, _LINE, _CHECKLIST),
    "Checklist.credit": Text(1000, _LINES, _CHECKLIST),
    "Section.title": Text(100, _LINE, _CHECKLIST),
    "Section.stage": Text(100, _LINE, _CHECKLIST),
    "Section.guidance": Text(1000, _LINES, _CHECKLIST),
    "Question.prompt": Text(PROMPT_LIMIT, _LINE, _CHECKLIST),
    "Question.guidance": Text(1000, _LINES, _CHECKLIST),
    "Question.good": Text(500, _LINES, _CHECKLIST),
    "Question.weak": Text(500, _LINES, _CHECKLIST),
    "Question.options": Text(75, _LINE, _CHECKLIST),
    "Question.fact": Text(30, _LINE, _CHECKLIST),
    "Chosen.option": Text(75, _LINE, _CHECKLIST),
    "ChosenMany.options": Text(75, _LINE, _CHECKLIST),
    "Measure.unit": Text(20, _LINE, _CHECKLIST),
    "Measured.unit": Text(20, _LINE, _CHECKLIST),
    "Reading.title": Text(200, _LINE, _CHECKLIST),
    "Reading.author": Text(200, _LINE, _CHECKLIST),
}
"""Where somebody's words are kept."""

_ID, _RULED, _LISTED, _ON_ITS_WAY = "an id", "kept in order by a rule", "picked from a list", "in a row above already"
OURS: Mapping[str, str] = {
    **dict.fromkeys(["Approval.digest", "Chain.closed_head", "Chain.head", "Deployment.head", "Link.digest"], _ID),
    **dict.fromkeys(["Evidence.key", "File.digest", "File.id", "Identified.digest", "Identified.file"], _ID),
    **dict.fromkeys(["Link.content", "Quote.ts", "Rewritten.ts", "SignOff.digest", "Fault.problem"], _ID),
    **dict.fromkeys(["File.url", "Quote.url"], _ID),
    **dict.fromkeys(["Checklist.key", "Question.ref", "Section.ref", "Reading.url", "Policy.risk_approvers"], _RULED),
    **dict.fromkeys(["Clock.zone", "Person.zone", "Preferences.country", "Preferences.zone"], _LISTED),
    **dict.fromkeys(["Answered.answered", "Is.one_of", "Is.subject", "Within.subject", "Said.words"], _ON_ITS_WAY),
    **dict.fromkeys(["Draft.note", "Reply.note", "Opening.artefact", "Rewritten.text", "Fact.label"], _ON_ITS_WAY),
    **dict.fromkeys(["Event.before", "Event.after", "Event.reason", "_Told.reason"], _ON_ITS_WAY),
    **dict.fromkeys([f"Told.{name}" for name in ("who", "did", "before", "after", "reason")], _ON_ITS_WAY),
}
"""Texts that nobody types for the first time there, and why."""

NASTY = (
    "<!channel>",
    "<!here|@here>",
    "<!subteam^S0ML>",
    "<@U0PRIYARAM>",
    "<#C0ML|general>",
    "<https://evil.example|acme.example>",
    "<mailto:a@evil.example|x>",
    "<!date^0^{date}|x>",
    "&lt;!here&gt;",
    "*x*",
    "_x_",
    "~x~",
    "`x`",
    "```x```",
    "*",
    "_",
    "`",
    "> quote\n&gt; quote",
    "# x\n- x\n1. x\n===\n| a | b |",
    "[free](https://evil.example) ![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "\u202egnp.exe",
    "\u2067x\u2069 \u2060*x*\u2060",
    "[red]x[/red] [link=https://evil.example]x[/link] \\[red]x",
    "\x1b[31mx\x07",
    "{{ 7*7 }} {% x %} %s {0}",
    "@here #general https://evil.example a@evil.example :skull:",
    "\"\\' ; -- </x>",
    "a|b",
)
"""What somebody may type who means harm, or who only copies it."""

FILLERS = ("W", "&", "*", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "e\u0301", "\u0645", "x\n", "a b ")
"""What a text may consist of: wide, escaped, taken apart, made of several code points, right to left, many lines."""


def filled(filler: str, row: Text) -> str:
    """Return a text that is as long as its row allows."""
    return _shaped((filler * row.limit)[: row.limit], row)


def holding(nasty: str, row: Text) -> str:
    """Return a text that holds a nasty one, as much as there is room for."""
    return _shaped(nasty[: row.limit], row)


def _shaped(text: str, row: Text) -> str:
    if row.shape == _ADDRESS:
        joined = "".join(text.split())
        spelled = (f"{start}{joined}"[: row.limit] for start in ("https://a", "https://a.example/"))
        return next(url for url in spelled if not url_problem(url))
    return " ".join(text.split()) if row.shape == _LINE else text


def planted(value: _Kept, make: Callable[[Text], str]) -> _Kept:
    """Return the same with other words in every row of the table; options stay apart by their place."""
    return _planted(value, make)  # type: ignore[no-any-return]  # of its own type


def _planted(value: Any, make: Callable[[Text], str]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        names = [part.name for part in fields(value) if part.init]
        return replace(value, **{name: _field(value, name, make) for name in names})
    if isinstance(value, Mapping):
        return {key: _planted(one, make) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_planted(one, make) for one in value)
    return value


def _field(owner: Any, name: str, make: Callable[[Text], str]) -> Any:
    value, row = getattr(owner, name), TYPED.get(f"{type(owner).__name__}.{name}")
    if row is None:
        return _planted(value, make)
    if isinstance(value, tuple):
        return tuple(f"{place}{make(row)}"[: row.limit] for place, _ in enumerate(value))
    return f"0{make(row)}"[: row.limit] if type(owner).__name__ == "Chosen" else make(row)


@cache
def texts_of_the_domain() -> frozenset[str]:
    """Return every field of a value of the domain that is a plain text; ids and words of our own have types."""
    return frozenset(f"{kind.__name__}.{name}" for kind in _values() for name, hint in _hints(kind) if _is_text(hint))


def _values() -> Iterator[type]:
    for module in pkgutil.iter_modules(bot.domain.__path__, f"{bot.domain.__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and is_dataclass(thing) and thing.__module__ == module.name:
                yield thing


def _hints(kind: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(kind, vars(importlib.import_module(kind.__module__)))
    return ((part.name, hints[part.name]) for part in fields(kind) if part.name in hints)


def _is_text(hint: Any) -> bool:
    inner = get_args(hint)
    return any(map(_is_text, inner)) if inner else hint is str and not issubclass(hint, Enum)
