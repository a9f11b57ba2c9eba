"""What was answered last time, and waits to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Value
from bot.domain.people import UserId


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer of the model's last published deployment: who gave it and when, and the version that it was about."""

    value: Value
    note: str
    by: UserId
    at: datetime
    version: str
