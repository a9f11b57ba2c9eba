"""What delivery needs of the reports: a file to attach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.deployment import Deployment
from bot.domain.people import UserId


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A text file, its name, and the sentence that stands above it; the name is the same for every try."""

    name: str
    content: str
    comment: str


Reporter = Callable[[Deployment, Mapping[UserId, str]], ReportFile]
