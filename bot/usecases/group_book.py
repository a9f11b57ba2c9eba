"""The groups of people that Slack keeps: what the use cases need to know of them, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.people import Group, GroupId, UserId, WorkspaceId


class GroupsUnread(Exception):
    """The groups cannot be read now; perhaps later."""


GroupsIn = Callable[[WorkspaceId], Sequence[Group]]
"""Reads the groups of a workspace, with their members; none where the bot may not see them. Raises GroupsUnread."""


def no_groups(_workspace: WorkspaceId) -> Sequence[Group]:
    """Read no groups, where there is no Slack to read them from."""
    return ()


class Groups(Protocol):
    """The groups of people that Slack keeps, as last read."""

    def every(self, workspace: WorkspaceId) -> Sequence[Group]:
        """Return all that are known, by name; those that are gone, or too big to own anything, without members."""

    def find(self, workspace: WorkspaceId, groups: Collection[GroupId]) -> Mapping[GroupId, Group]:
        """Return those of these that are known."""

    def of(self, workspace: WorkspaceId, user: UserId) -> frozenset[GroupId]:
        """Return the groups that somebody is in."""

    def owning(self, workspace: WorkspaceId) -> frozenset[GroupId]:
        """Return those that own a section of an open deployment."""

    def read_at(self) -> Mapping[WorkspaceId, datetime]:
        """Return when the groups of each workspace were last read, where they ever were."""

    def replace(self, workspace: WorkspaceId, groups: Sequence[Group], at: datetime) -> None:
        """Keep what was read; a group that is no longer there keeps its name and loses its members."""
