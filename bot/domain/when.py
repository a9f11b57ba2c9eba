"""When a question is asked: what a checklist may demand of earlier answers and of the deployment, at any depth.

A condition names a subject: a fact of the deployment (`tier`, `environment`) or the key of another question. A
subject that is open, or whose question is not asked itself, says nothing, so that only `Not` can hold for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never


class Tier(StrEnum):
    """How much care a deployment needs; chosen when it is set up."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


TIER = "tier"
ENVIRONMENT = "environment"
FACTS = (TIER, ENVIRONMENT)
"""What a condition may ask of the deployment itself; a question's key has a dot and is never one of these."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a subject says: the words that it may be compared with, and a number where it is one."""

    words: frozenset[str] = frozenset()
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """The subject says one of these words: yes or no, an option, a tier, an environment."""

    subject: str
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The subject is a number or a rating that keeps to these bounds, both included."""

    subject: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The question has an answer, whatever it says."""

    answered: str


@dataclass(frozen=True, slots=True)
class AllOf:
    all_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    any_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    negated: Condition


Condition = Is | Within | Answered | AllOf | AnyOf | Not

Hearing = Callable[[str], Said | None]
"""Returns what a subject says, or None while it says nothing."""


def holds(condition: Condition, said: Hearing) -> bool:
    """Say whether a condition holds for what its subjects say."""
    match condition:
        case AllOf(parts):
            return all(holds(part, said) for part in parts)
        case AnyOf(parts):
            return any(holds(part, said) for part in parts)
        case Not(part):
            return not holds(part, said)
        case Answered(subject):
            return said(subject) is not None
        case Is(subject, one_of):
            return (heard := said(subject)) is not None and not heard.words.isdisjoint(one_of)
        case Within():
            return _keeps_to(condition, said(condition.subject))
        case _:
            assert_never(condition)


def _keeps_to(bounds: Within, heard: Said | None) -> bool:
    if heard is None or heard.number is None:
        return False
    above = bounds.at_least is None or heard.number >= bounds.at_least
    return above and (bounds.at_most is None or heard.number <= bounds.at_most)
