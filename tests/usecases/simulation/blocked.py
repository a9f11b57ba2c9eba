"""What a model knows of a section that cannot go on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import UserId


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a section cannot go on, and which lead was told."""

    by: UserId
    reason: str
    told: UserId | None
