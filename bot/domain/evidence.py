"""Evidence: what somebody can look at to see that an answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.answers import url_problem
from bot.domain.people import ChannelId, UserId

LINK_LIMIT = 1000
QUOTE_LIMIT = 1000
PIECES_LIMIT = 100
"""How many pieces one question takes: what a list to take some away from can hold."""


class Fate(StrEnum):
    """What became of a message after it was captured."""

    UNCHANGED = "unchanged"
    EDITED = "edited since"
    DELETED = "deleted since"


@dataclass(frozen=True, slots=True)
class Link:
    """A page somewhere. Only its form is checked: what cannot be reached from here may well be reached by people."""

    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A message in Slack: where it is, who wrote it, and the beginning of what it said when it was captured."""

    channel: ChannelId
    ts: str
    url: str
    author: UserId
    text: str
    fate: Fate = Fate.UNCHANGED


Item = Link | Quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, who brought it and when; `key` is unique in its deployment and never used again."""

    key: str
    item: Item
    by: UserId
    at: datetime


def beginning(text: str) -> str:
    """Return as much of a message as is kept of it."""
    return text.strip()[:QUOTE_LIMIT]


def source_of(item: Item) -> tuple[str, ...]:
    """Return what tells two pieces apart: the same page or message is one piece, whatever became of it."""
    return (item.url,) if isinstance(item, Link) else (item.channel, item.ts)


def people_of(piece: Evidence) -> frozenset[UserId]:
    """Return who brought a piece and, of a message, who wrote it."""
    author = piece.item.author if isinstance(piece.item, Quote) else piece.by
    return frozenset(filter(None, (piece.by, author)))


def problem_of(item: Item) -> str:
    """Say what is wrong with something that is to be evidence; empty when nothing is."""
    if isinstance(item, Quote):
        return "" if len(item.text) <= QUOTE_LIMIT else f"A quotation has at most {QUOTE_LIMIT:,} characters."
    if len(item.url) > LINK_LIMIT:
        return f"A link has at most {LINK_LIMIT:,} characters."
    return url_problem(item.url)


def in_words(item: Item) -> str:
    """Return what the history and plain lists say of it, without any markup."""
    if isinstance(item, Link):
        return item.url
    return f"{item.url} “{item.text}”" + ("" if item.fate is Fate.UNCHANGED else f", {item.fate}")
