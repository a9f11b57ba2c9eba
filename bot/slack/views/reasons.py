"""Why a reminder comes, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.deployment import Deployment
from bot.domain.rhythm import Cause
from bot.slack.views import words

_NAMED = 2
_ROOM = 80


@dataclass(frozen=True, slots=True)
class Reason:
    """What made a list come: the cause, and, where nothing happened, since when."""

    deployment: Deployment
    cause: Cause
    since: date | None = None


def reason_words(reasons: Sequence[Reason], now: datetime) -> str:
    """Say in one sentence why a list comes, as plain text; the most pressing deployments are named."""
    said = list(dict.fromkeys(_clause(reason, now) for reason in reasons))
    rest = len(said) - _NAMED
    more = [words.count(rest, "more deployment waits", "more deployments wait")] if rest > 0 else []
    sentence = words.listed([*said[:_NAMED], *more])
    return f"{sentence[0].upper() if sentence.startswith('nothing') else sentence[0]}{sentence[1:]}."


def _clause(reason: Reason, now: datetime) -> str:
    name = words.flat(str(reason.deployment.target), _ROOM)
    if reason.cause is Cause.IDLE and reason.since:
        return f"nothing new in {name} since {words.day(reason.since)}"
    return f"{name} is {words.due_words(reason.deployment.due, now)}"
