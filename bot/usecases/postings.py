"""Postings: what Slack should show, as rows. The truth is elsewhere; a posting only says which revision is shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.deployment import DeploymentId
from bot.domain.people import ChannelId, UserId, WorkspaceId

PostingId = NewType("PostingId", str)

NO_CHANNEL_YET = ChannelId("")


class PostingKind(StrEnum):
    """The kinds of thing that the bot shows.

    An ESCALATION goes to the lead, OVERDUE into the thread, an INVITATION to each member of a group that was given
    something.
    """

    BOARD = "board"
    CARD = "card"
    SUMMARY = "summary"
    REPORT = "report"
    REMINDER = "reminder"
    NOTICE = "notice"
    INVITATION = "invitation"
    ESCALATION = "escalation"
    OVERDUE = "overdue"
    TROUBLE = "trouble"
    DECISION = "decision"
    CONDITION = "condition"
    CHANGES = "changes"


class PostingState(StrEnum):
    """Where a posting is on its way to Slack.

    IDLE has nothing in flight. SENDING was written before the first post of a message and is found after a crash;
    UNKNOWN means that Slack did not answer that post. Both are looked for in Slack before anything is posted again.
    FAILED was given up, WITHDRAWN turned out to be needless at the time of sending.
    """

    IDLE = "idle"
    SENDING = "sending"
    UNKNOWN = "unknown"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Address:
    """Which posting is meant: `key` is unique per workspace and kind; `subject` is what it shows.

    For a card, and for changes that a reviewer asks for, the subject is the section's key, for a notice the sections'
    keys, for a reminder the reason it came, for an escalation its cause, for a condition the keys of its section and
    question, for trouble the id of the posting that cannot be shown. `user` is set for direct messages; their channel
    is known only once Slack has opened it, so it is empty until then.
    """

    workspace: WorkspaceId
    kind: PostingKind
    key: str
    deployment_id: DeploymentId | None = None
    channel: ChannelId = NO_CHANNEL_YET
    user: UserId | None = None
    subject: str = ""


def id_of(address: Address) -> PostingId:
    """Return 16 hexadecimal digits that follow from the address, so that two who want it first agree on them."""
    named = f"{address.workspace}\n{address.kind}\n{address.key}"
    return PostingId(hashlib.sha256(named.encode()).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class Posting:
    """A row: where it is shown (`ts` once known), which revision is wanted and which one Slack shows.

    `wanted_at` is since when Slack shows less than is wanted, or was, until `shown_at`. `thread` is the message that a
    board's replies hang on: its first `ts`, also after it was `recreated` because somebody deleted it.
    """

    id: PostingId
    address: Address
    channel: ChannelId
    ts: str
    wanted: int
    shown: int
    state: PostingState
    urgent: bool
    attempts: int
    next_at: datetime
    sent_at: datetime | None
    error: str
    wanted_at: datetime
    shown_at: datetime | None
    recreated: int
    thread: str

    @property
    def code(self) -> str:
        """Return Slack's code for what stands in the way: the first word of `error`, whose rest is for people."""
        return self.error.partition(" ")[0]

    @property
    def is_waiting(self) -> bool:
        """Say whether it has not left yet, so that what it will say can still grow."""
        return not self.ts and self.state is PostingState.IDLE

    @property
    def root(self) -> str:
        """Return the message that a board's replies hang on."""
        return self.thread or self.ts

    @property
    def is_in_doubt(self) -> bool:
        """Say whether it was sent once and nobody knows what became of it."""
        return not self.ts and self.sent_at is not None

    @property
    def is_behind(self) -> bool:
        """Say whether Slack shows less than is wanted, or is not known to show it."""
        if self.state in {PostingState.FAILED, PostingState.WITHDRAWN}:
            return False
        return self.wanted > self.shown or self.state is not PostingState.IDLE
