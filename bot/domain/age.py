"""How old evidence is, seen from what is deployed now: what shows that one version holds may say nothing of the next.

A version begins when its deployment is opened, or when its artefact takes the place of another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.checklist import Question, QuestionKey
from bot.domain.evidence import Age, Evidence, Item, Quote

if TYPE_CHECKING:
    from bot.domain.deployment import Deployment

Pieces = tuple[Evidence, ...]


def age_for(deployment: Deployment, item: Item) -> Age:
    """Return how old something is that is brought now; only a message can have been there before."""
    begun = deployment.artefact_at or deployment.opened_at
    is_older = isinstance(item, Quote) and _posted_at(item) < begun.replace(microsecond=0)
    return Age.EARLIER if is_older else Age.CURRENT


def outdated(evidence: Mapping[QuestionKey, Pieces], version: str) -> Mapping[QuestionKey, Pieces]:
    """Return a section's evidence once another version, or another artefact, takes the place of the one given."""
    return {question: tuple(brought_for(piece, version) for piece in pieces) for question, pieces in evidence.items()}


def brought_for(piece: Evidence, version: str) -> Evidence:
    """Mark a piece as brought for another version; what was brought for an even older one keeps that."""
    return piece if piece.age is Age.OTHER else replace(piece, age=Age.OTHER, version=version)


def older(pieces: Iterable[Evidence]) -> Pieces:
    """Return those that are older than what is deployed."""
    return tuple(piece for piece in pieces if piece.age is not Age.CURRENT)


def proves(question: Question, pieces: Pieces) -> bool:
    """Say whether this is evidence for the version that is deployed.

    Where the answer has to be given anew each time, what was brought for another version is none.
    """
    return any(piece.age is not Age.OTHER for piece in pieces) if question.always_ask else bool(pieces)


def age_in_words(piece: Evidence) -> str:
    """Say "from 3 October 2026, before this version"; empty for what is as new as the version."""
    if piece.age is Age.CURRENT:
        return ""
    made = _posted_at(piece.item) if isinstance(piece.item, Quote) else piece.at
    return f"from {made.day} {made:%B %Y}, before this version"


def origin_in_words(piece: Evidence) -> str:
    """Likewise, with the version that it was brought for."""
    whom = (f"brought for {piece.version}" if piece.version else "brought last time") * (piece.age is Age.OTHER)
    return ", ".join(filter(None, (age_in_words(piece), whom)))


def _posted_at(quote: Quote) -> datetime:
    return datetime.fromtimestamp(int(quote.ts.partition(".")[0]), UTC)
