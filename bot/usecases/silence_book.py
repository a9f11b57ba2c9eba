"""What people do not want to hear of for now: what the use cases need of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.deployment import DeploymentId
from bot.domain.people import UserId, WorkspaceId


class Silences(Protocol):
    """What people do not want to hear of for now: a snooze puts every list off, a mute leaves a deployment out."""

    def snooze(self, workspace: WorkspaceId, user: UserId, until: datetime) -> None:
        """Let no list come before; the last word holds."""

    def wake(self, workspace: WorkspaceId, users: Collection[UserId]) -> None:
        """End these people's snoozes."""

    def snoozed(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        """Return until when each of those who did has snoozed, also when that is past and nobody was told yet."""

    def mute(self, workspace: WorkspaceId, user: UserId, deployment: DeploymentId) -> None:
        """Leave a deployment out of somebody's lists."""

    def unmute(self, workspace: WorkspaceId, user: UserId, deployment: DeploymentId) -> None:
        """Take it in again."""

    def muted(self, workspace: WorkspaceId, user: UserId) -> Collection[DeploymentId]:
        """Return what somebody's lists leave out."""
