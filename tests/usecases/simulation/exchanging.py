"""What evidence comes to, and goes from, a part of the model."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.checklist import QuestionKey
from bot.domain.people import UserId
from tests.usecases.simulation.commands import Exchange
from tests.usecases.simulation.grouped import taken

if TYPE_CHECKING:
    from tests.usecases.simulation.part import Part

BROKEN = "nowhere"
"""What people type that is no link."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A link that somebody brought as evidence; `is_old` when that was for another version or artefact."""

    url: str
    by: UserId
    serial: int
    is_old: bool = False


def exchange(part: Part, seen: Part, who_and_what: tuple[UserId, Exchange], serial: int) -> None:
    """Take away what the person saw and named, then bring what is new."""
    by, what = who_and_what
    _take_away(part, by, seen, what.gone, serial)
    bring(part, by, what.question, what.added, serial)


def bring(part: Part, by: UserId, question: QuestionKey, urls: tuple[str, ...], serial: int) -> None:
    there = part.evidence.get(question, ())
    new = [url for url in dict.fromkeys(urls) if url not in {one.url for one in there if not one.is_old}]
    if new:
        kept = [one for one in there if one.url not in new]
        part.evidence[question] = (*kept, *(Brought(url, by, serial) for url in new))
        part.void(by, serial)
        part.owners = taken(part, by)


def outdated(part: Part) -> dict[QuestionKey, tuple[Brought, ...]]:
    """Return its evidence as that of another version or artefact."""
    return {q: tuple(replace(one, is_old=True) for one in some) for q, some in part.evidence.items()}


def carried(part: Part, given: Container[QuestionKey]) -> dict[QuestionKey, tuple[Brought, ...]]:
    """Return what goes along with the answers that are proposed to the next version."""
    return {question: brought for question, brought in outdated(part).items() if question in given}


def is_proven(part: Part, question: QuestionKey) -> bool:
    """Say whether there is evidence that will do."""
    there = part.evidence.get(question, ())
    return any(not one.is_old for one in there) if question == "use.fair" else bool(there)


def _take_away(part: Part, by: UserId, seen: Part, urls: frozenset[str], serial: int) -> None:
    gone = {(q, one) for q, some in seen.evidence.items() for one in some if one.url in urls}
    rest = {q: tuple(one for one in some if (q, one) not in gone) for q, some in part.evidence.items()}
    if rest != part.evidence:
        part.evidence = {q: some for q, some in rest.items() if some}
        part.void(by, serial)
        part.owners = taken(part, by)
