"""What evidence comes to, and goes from, a part of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.checklist import QuestionKey
from bot.domain.people import UserId
from tests.usecases.simulation.commands import Exchange

if TYPE_CHECKING:
    from tests.usecases.simulation.model import Part

BROKEN = "nowhere"
"""What people type that is no link."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A link that somebody brought as evidence."""

    url: str
    by: UserId
    serial: int


def exchange(part: Part, seen: Part, who_and_what: tuple[UserId, Exchange], serial: int) -> None:
    """Take away what the person saw and named, then bring what is new."""
    by, what = who_and_what
    _take_away(part, by, seen, what.gone, serial)
    bring(part, by, what.question, what.added, serial)


def bring(part: Part, by: UserId, question: QuestionKey, urls: tuple[str, ...], serial: int) -> None:
    there = part.evidence.get(question, ())
    new = [url for url in dict.fromkeys(urls) if url not in {one.url for one in there}]
    if new:
        part.evidence[question] = (*there, *(Brought(url, by, serial) for url in new))
        part.signed_by, part.owners, part.serial = None, part.owners or (by,), serial


def _take_away(part: Part, by: UserId, seen: Part, urls: frozenset[str], serial: int) -> None:
    gone = {(q, one) for q, some in seen.evidence.items() for one in some if one.url in urls}
    rest = {q: tuple(one for one in some if (q, one) not in gone) for q, some in part.evidence.items()}
    if rest != part.evidence:
        part.evidence = {q: some for q, some in rest.items() if some}
        part.signed_by, part.owners, part.serial = None, part.owners or (by,), serial
