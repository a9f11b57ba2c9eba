"""Who acts, where, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

UserId = NewType("UserId", str)
WorkspaceId = NewType("WorkspaceId", str)
ChannelId = NewType("ChannelId", str)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something at a moment; `home` is the workspace that the person belongs to."""

    by: UserId
    home: WorkspaceId
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack tells of somebody; `zone` is an IANA name, empty when Slack keeps it to itself.

    `is_gone` says that the account is deactivated.
    """

    user: UserId
    name: str
    zone: str = ""
    is_gone: bool = False
