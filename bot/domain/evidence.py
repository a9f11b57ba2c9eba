"""Evidence: what somebody can look at to see that an answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import url_problem
from bot.domain.people import UserId

LINK_LIMIT = 1000
PIECES_LIMIT = 100
"""How many pieces one question takes: what a list to take some away from can hold."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page somewhere. Only its form is checked: what cannot be reached from here may well be reached by people."""

    url: str


Item = Link


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, who brought it and when; `key` is unique in its deployment and never used again."""

    key: str
    item: Item
    by: UserId
    at: datetime


def problem_of(item: Item) -> str:
    """Say what is wrong with something that is to be evidence; empty when nothing is."""
    if len(item.url) > LINK_LIMIT:
        return f"A link has at most {LINK_LIMIT:,} characters."
    return url_problem(item.url)


def in_words(item: Item) -> str:
    """Return what the history and plain lists say of it, without any markup."""
    return item.url
