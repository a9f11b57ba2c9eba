"""Who did what to a deployment, and when: the marks that its state carries until something takes them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import GroupId, UserId


@dataclass(frozen=True, slots=True)
class Mark:
    """Who did something, and when."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A reviewer's signature beside the owner's; `digest` is that of the answers that were approved.

    It stands for the `groups` that were to review and had this person in them, whoever is in them later.
    """

    by: UserId
    at: datetime
    digest: str
    groups: tuple[GroupId, ...] = ()


@dataclass(frozen=True, slots=True)
class SignOff:
    """`digest` is that of the answers that it covers; empty in what was signed before there were digests.

    The `approvals` end with it: they are for what was signed.
    """

    by: UserId
    at: datetime
    digest: str = ""
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class Reopening:
    """Why a section has to be signed again; `asks_changes` says that a reviewer sent it back."""

    by: UserId
    at: datetime
    reason: str
    asks_changes: bool = False


@dataclass(frozen=True, slots=True)
class Blocking:
    """Why a section cannot go on, and who says so; `revision` is the deployment's of that moment."""

    by: UserId
    at: datetime
    reason: str
    revision: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who decided that a question of a deployment of tier low is not asked, and why."""

    by: UserId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Closing:
    """How it ended; a reason is given when it was cancelled."""

    by: UserId
    at: datetime
    reason: str = ""
