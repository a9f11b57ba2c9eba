"""What was answered before, and counts for nothing until it is confirmed or answered anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Value
from bot.domain.people import UserId


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer of the model's last published deployment: who gave it and when, and the version that it was about.

    One that is stale was given in this deployment, and is about the artefact `version` that another has replaced.
    """

    value: Value
    note: str
    by: UserId
    at: datetime
    version: str
    is_stale: bool = False
