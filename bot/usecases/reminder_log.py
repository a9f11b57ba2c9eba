"""What became of every reminder, as rows: planned, then sent, or not sent for a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.checklist import SectionKey
from bot.domain.deployment import DeploymentId
from bot.domain.people import UserId, WorkspaceId
from bot.domain.rhythm import Cause, Waiting
from bot.usecases.postings import PostingId

GONE = "the account is deactivated"
NO_LIST = "wants no daily list"
MUTED = "has muted the deployment"
PUT_OFF = "has snoozed the list"
NOTHING_OPEN = "nothing is open any more"
PROGRESS = "there was progress since it was planned"
OVERTAKEN = "it was no longer so when it would have been sent"
"""Why a reminder was not sent."""


class Outcome(StrEnum):
    """What became of a reminder; SUPPRESSED means that there was a reason not to send it, FAILED that Slack refused."""

    PLANNED = "planned"
    SENT = "sent"
    SUPPRESSED = "suppressed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One section that somebody was to be reminded of, in the message `posting`."""

    workspace: WorkspaceId
    user: UserId
    deployment: DeploymentId
    section: SectionKey
    cause: Cause
    posting: PostingId
    planned_at: datetime
    outcome: Outcome = Outcome.PLANNED
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which reminders an administrator asks for; what is empty does not matter.

    A person is given by id or name, a deployment by its id or its model.
    """

    user: str = ""
    deployment: str = ""
    limit: int = 50


class Reminders(Protocol):
    """Who waits to be reminded of what, and the log of it."""

    def waiting(self, workspace: WorkspaceId, users: Collection[UserId]) -> Sequence[Waiting]:
        """Return every open section that is these people's turn, with its last progress, and no more of it than that.

        What nobody owns waits for its lead.
        """

    def pass_turns(self, deployment: DeploymentId, turns: Mapping[SectionKey, tuple[UserId, ...]]) -> None:
        """Remember these sections, and no others of the deployment, as these people's turn and not their owners'."""

    def listed(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        """Return of when these people's last lists are: those that were sent, and those that are on their way."""

    def progress_since(self, deployment: DeploymentId, moment: datetime) -> Mapping[SectionKey, datetime]:
        """Return the sections to which something happened after a moment, and when it last did."""

    def passed_on(
        self, deployments: Collection[DeploymentId]
    ) -> Mapping[tuple[DeploymentId, SectionKey, Cause], datetime]:
        """Return when their sections were last passed on to those who are their leads now, or to threads."""

    def plan(self, reminders: Sequence[Reminder]) -> None:
        """Write new rows."""

    def settle(self, posting: PostingId, outcome: Outcome, at: datetime, reason: str = "") -> None:
        """Say what became of those in this message that were still planned."""

    def of_posting(self, posting: PostingId) -> Sequence[Reminder]:
        """Return those in one message, in the order in which they were planned."""

    def search(self, sought: Sought) -> Sequence[Reminder]:
        """Return what is sought, the latest first."""

    def targets(self, deployments: Collection[DeploymentId]) -> Mapping[DeploymentId, str]:
        """Return what each of these deploys, in words."""
