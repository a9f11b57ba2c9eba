"""Evidence: what somebody can look at to see that an answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from bot.domain.answers import url_problem
from bot.domain.people import ChannelId, UserId

LINK_LIMIT = 1000
QUOTE_LIMIT = 1000
PIECES_LIMIT = 100
"""How many pieces one question takes: what a list to take some away from can hold."""


NAME_LIMIT = 255
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


class Fate(StrEnum):
    """What became of a message or a file after it was captured."""

    UNCHANGED = "unchanged"
    EDITED = "edited since"
    DELETED = "deleted since"


class Age(StrEnum):
    """Whether a piece is as new as what is deployed; see bot.domain.age."""

    CURRENT = "current"
    EARLIER = "earlier"
    """A message that was there before this version, and was brought for it."""
    OTHER = "other"
    """Brought for another version, or another artefact."""


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


@dataclass(frozen=True, slots=True)
class File:
    """A file in Slack: its id there, and its digest (SHA-256) once it was taken; without one it may be another file."""

    id: str
    name: str
    size: int
    url: str
    digest: str = ""
    fate: Fate = Fate.UNCHANGED


Item = Link | Quote | File


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, who brought it and when; `key` is unique in its deployment and never used again.

    `version` is the version or artefact that it was brought for, if that is another one and has a name.
    """

    key: str
    item: Item
    by: UserId
    at: datetime
    age: Age = Age.CURRENT
    version: str = ""


def beginning(text: str) -> str:
    """Return as much of a message as is kept of it."""
    return text.strip()[:QUOTE_LIMIT]


def source_of(item: Item) -> tuple[str, ...]:
    """Return what tells two pieces apart: the same page or message is one piece, whatever became of it."""
    match item:
        case Link(url):
            return ("link", url)
        case Quote(channel, ts):
            return ("message", channel, ts)
        case File(key):
            return ("file", key)
        case _:
            assert_never(item)


def people_of(piece: Evidence) -> frozenset[UserId]:
    """Return who brought a piece and, of a message, who wrote it."""
    author = piece.item.author if isinstance(piece.item, Quote) else piece.by
    return frozenset(filter(None, (piece.by, author)))


def problem_of(item: Item) -> str:
    """Say what is wrong with something that is to be evidence; empty when nothing is."""
    if isinstance(item, Quote) and len(item.text) > QUOTE_LIMIT:
        return f"A quotation has at most {QUOTE_LIMIT:,} characters."
    if not isinstance(item, Link):
        return ""
    if len(item.url) > LINK_LIMIT:
        return f"A link has at most {LINK_LIMIT:,} characters."
    return url_problem(item.url)


def in_words(item: Item) -> str:
    """Return what the history and plain lists say of it, without any markup."""
    match item:
        case Link(url):
            return url
        case Quote(text=text):
            said = f"{item.url} “{text}”"
        case File(name=name):
            said = ", ".join(filter(None, (f"file {name}", size_in_words(item.size), digest_in_words(item))))
        case _:
            assert_never(item)
    return said if item.fate is Fate.UNCHANGED else f"{said}, {item.fate}"


def digest_in_words(file: File) -> str:
    """Say the digest of a file; empty until it was taken."""
    return f"SHA-256 {file.digest}" if file.digest else ""


def size_in_words(size: int) -> str:
    """Say "512 bytes", "1.5 kB", "20.0 MB"."""
    steps = min((len(str(size)) - 1) // 3, len(_UNITS) - 1)
    return f"{size / 1000**steps:.1f} {_UNITS[steps]}" if steps else f"{size} {_UNITS[0]}"
