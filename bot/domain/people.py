"""Who acts, where, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

UserId = NewType("UserId", str)
WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)
GroupId = NewType("GroupId", str)


class Standing(StrEnum):
    """What somebody is in their own workspace; UNKNOWN while Slack does not say."""

    MEMBER = "member"
    GUEST = "guest"
    ADMIN = "admin"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something at a moment; `home` is the workspace that they belong to, `groups` what they are in."""

    by: UserId
    home: WorkspaceId
    at: datetime
    standing: Standing = Standing.MEMBER
    groups: frozenset[GroupId] = frozenset()

    @property
    def today(self) -> date:
        """Return the day on which it is done; days begin at the same moment for everybody, as moments are in UTC."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Appointed:
    """Whom something is given to: people, and groups of people that Slack keeps."""

    people: tuple[UserId, ...] = ()
    groups: tuple[GroupId, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people (in Slack: a user group), as last read."""

    id: GroupId
    name: str
    members: frozenset[UserId] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack tells of somebody; `zone` is an IANA name, empty when Slack keeps it to itself.

    `is_gone` says that the account is deactivated, `is_bot` that it is a program's.
    """

    user: UserId
    name: str
    zone: str = ""
    is_gone: bool = False
    standing: Standing = Standing.MEMBER
    is_bot: bool = False
