"""What the use cases need from the outside, as Protocols; storage and Slack implement them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.chain import Chain
from bot.domain.checklist import Checklist, QuestionKey, SectionKey
from bot.domain.deployment import Deployment, DeploymentId, Target
from bot.domain.events import Event
from bot.domain.people import ChannelId, GroupId, Person, Standing, UserId, WorkspaceId
from bot.domain.worktime import Holidays, Preferences, no_holidays
from bot.usecases.draft_book import Drafts
from bot.usecases.group_book import Groups, GroupsIn, no_groups
from bot.usecases.postings import Address, Posting, PostingId
from bot.usecases.reminder_log import Reminders
from bot.usecases.silence_book import Silences

Clock = Callable[[], datetime]
"""Returns the current moment, aware and in UTC."""
NewId = Callable[[], str]
"""Returns a new unique id: 16 hexadecimal digits, so that option values (75 characters) hold it."""


@dataclass(frozen=True, slots=True)
class UnknownFile:
    """A file that is evidence and that nobody has looked into yet; `by` brought it."""

    deployment: DeploymentId
    workspace: WorkspaceId
    file: str
    by: UserId


class FileGone(Exception):
    """Slack has this file no more."""


class FileUnread(Exception):
    """A file cannot be read now; perhaps later."""


DigestOf = Callable[[WorkspaceId, str], str]
"""Reads a file of Slack and returns its SHA-256 in hexadecimal digits. Raises FileGone, FileUnread."""


def unread(_workspace: WorkspaceId, file: str) -> str:
    """Read no file, where there is no Slack to read it from."""
    raise FileUnread(file)


class Deployments(Protocol):
    """Deployments with everything that belongs to them."""

    def get(self, deployment: DeploymentId) -> Deployment:
        """Return it, locked against other writers when the transaction writes; raise NotFound."""

    def add(self, deployment: Deployment, events: Sequence[Event]) -> None:
        """Keep a new one; raise AlreadyOpen when this target has an open deployment in the workspace."""

    def save(self, before: Deployment, after: Deployment, events: Sequence[Event]) -> None:
        """Write the rows in which `after` differs; raise ChangedMeanwhile when `before` is no longer stored."""

    def open_for(self, workspace: WorkspaceId, target: Target) -> Deployment | None:
        """Return the open deployment of this model, version and environment."""

    def latest_of(self, workspace: WorkspaceId, model: str, channel: ChannelId) -> Deployment | None:
        """Return the deployment of this model that was opened last, leaving out what another private channel keeps."""

    def last_published_of(self, workspace: WorkspaceId, model: str, channel: ChannelId) -> Deployment | None:
        """Return the last published deployment of this model, likewise."""

    def open_in(self, workspace: WorkspaceId) -> Sequence[Deployment]:
        """Return all open ones, oldest first."""

    def open_owned_by(self, workspace: WorkspaceId, user: UserId) -> Sequence[Deployment]:
        """Return the open ones in which this person owns an unsigned section or has one to review, oldest first."""

    def open_led_by(self, workspace: WorkspaceId, user: UserId) -> Sequence[Deployment]:
        """Return the open ones that this person leads, oldest first."""

    def open_for_groups(self, workspace: WorkspaceId, groups: Collection[GroupId]) -> Sequence[Deployment]:
        """Return the open ones in which one of these groups owns a section that is not signed off, oldest first."""

    def quoting(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> Sequence[DeploymentId]:
        """Return the open ones in which this message is evidence, oldest first."""

    def unknown_files(self, limit: int) -> Sequence[UnknownFile]:
        """Return files that are evidence in open ones and that nobody has looked into yet, the newest first."""

    def of_model(self, workspace: WorkspaceId, model: str) -> Sequence[Deployment]:
        """Return all of a model, the latest first; model names are compared without regard to case."""


class History(Protocol):
    """What happened. Events are appended when a deployment is added or saved, and never change."""

    def deployments(self, named: str = "") -> Sequence[DeploymentId]:
        """Return the deployments of all workspaces with this id or model, or all, in the order of their opening."""

    def events_of(self, deployment: DeploymentId) -> Sequence[Event]:
        """Return everything that happened, in order."""

    def chain_of(self, deployment: DeploymentId) -> Chain:
        """Return everything that happened as it is stored, for an audit; raise NotFound."""


class Postings(Protocol):
    """What Slack should show."""

    def want(self, address: Address, *, at: datetime, urgent: bool = False) -> None:
        """Ask for the current state to be shown, not before `at`.

        A new address gets a new row. A known one gets its wanted revision raised, is due at the earlier of both times,
        and keeps its urgency when that is higher. One that was FAILED or WITHDRAWN is tried again at the new time; when
        nobody knows whether its message was posted, it is looked for first.
        """

    def want_new(self, addresses: Sequence[Address], *, at: datetime) -> Collection[PostingId]:
        """Ask for those that nobody asked for yet; return their ids."""

    def find(self, workspace: WorkspaceId, kind: str, key: str) -> Posting | None:
        """Return one by its address."""

    def board_at(self, workspace: WorkspaceId, channel: ChannelId, ts: str) -> DeploymentId | None:
        """Return whose board a message is, if it is one."""

    def get(self, posting: PostingId) -> Posting:
        """Return one; raise NotFound."""

    def of_deployment(self, deployment: DeploymentId) -> Sequence[Posting]:
        """Return all of a deployment, board first, then in the order they were first wanted."""

    def due(self, workspace: WorkspaceId, now: datetime, limit: int) -> Sequence[Posting]:
        """Return what is behind and whose time has come: urgent first, then board, cards, the rest; oldest first.

        Behind means wanted above shown, or SENDING or UNKNOWN; FAILED and WITHDRAWN never are. When there are more than
        `limit`, every deployment's edits and every channel's new messages are among them: the first of each, then the
        second of each.
        """

    def next_due_at(self, workspace: WorkspaceId) -> datetime | None:
        """Return when the next one that is behind comes due, None when nothing is behind."""

    def workspaces_behind(self, now: datetime) -> Collection[WorkspaceId]:
        """Return the workspaces that have something due."""

    def save(self, posting: Posting) -> None:
        """Write what delivery changed: everything but the address and what is wanted.

        `wanted` is left alone: it may have been raised while the posting was being sent.
        """

    def failed_in(self, workspace: WorkspaceId, channel: ChannelId) -> Sequence[Posting]:
        """Return what was given up in a channel, in the order in which it was first wanted."""

    def pending(self) -> Sequence[Posting]:
        """Return everything that is behind, unknown or failed, of all workspaces, oldest first."""

    def times_since(self, moment: datetime) -> Sequence[timedelta]:
        """Return how long what was shown since then had been wanted."""


class Leases(Protocol):
    """Who delivers to a workspace: at most one holder at a time."""

    def take(self, workspace: WorkspaceId, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew the lease by one conditional UPDATE; say whether `holder` has it now."""

    def renew(self, workspace: WorkspaceId, holder: str, until: datetime) -> bool:
        """Prolong the lease, also one that has run out; say whether nobody else has taken it since."""

    def release(self, holder: str) -> None:
        """Give up all leases of this holder, so that another replica need not wait."""


@dataclass(frozen=True, slots=True)
class Digest:
    """When the clock looks at somebody again, and when they were last told of something."""

    workspace: WorkspaceId
    user: UserId
    due_at: datetime | None
    told_at: datetime | None = None


class Digests(Protocol):
    """When everybody's reminders are due, one row per person.

    The time is never too late and may be too early: when the clock comes to a row it counts anew.
    """

    def schedule(self, digest: Digest) -> None:
        """Set the due time unless an earlier one is set already."""

    def bring_forward(self, workspace: WorkspaceId, user: UserId, now: datetime) -> None:
        """Make a due time that lies ahead due now; whoever has none gets none."""

    def claim_due(self, now: datetime, limit: int) -> Sequence[Digest]:
        """Take due rows, clearing their due time, so that no other process takes them (SKIP LOCKED on PostgreSQL)."""

    def put_back(self, digests: Sequence[Digest]) -> None:
        """Write the next due time, and when the person was told, of rows that were claimed in this transaction."""

    def tell(self, workspace: WorkspaceId, users: Mapping[UserId, datetime]) -> None:
        """Note when people are told of something beside the clock."""

    def due_of(self, users: Collection[UserId]) -> Mapping[UserId, datetime]:
        """Return when the clock looks at these people next."""

    def show(self, workspace: WorkspaceId, user: UserId, posting: PostingId) -> PostingId | None:
        """Remember the list that somebody has before them; return the one that it replaces."""

    def shown(self, workspace: WorkspaceId, user: UserId) -> PostingId | None:
        """Return the list that somebody has before them."""


@dataclass(frozen=True, slots=True)
class ConditionAt:
    """Where a condition stands: the question whose risk was accepted."""

    deployment: DeploymentId
    section: SectionKey
    question: QuestionKey


@dataclass(frozen=True, slots=True)
class DueCondition:
    """A condition that is to be looked at now; `due_at` is since when."""

    at: ConditionAt
    workspace: WorkspaceId
    holder: UserId
    expires: date
    due_at: datetime


class Conditions(Protocol):
    """When conditions are looked at: one row each, due at a time or not at all."""

    def schedule(self, condition: ConditionAt, due_at: datetime | None) -> None:
        """Set the next time, or none."""

    def claim_due(self, now: datetime, limit: int) -> Sequence[DueCondition]:
        """Take due rows, clearing their due time, so that no other process takes them (SKIP LOCKED on PostgreSQL)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as last read from Slack."""

    person: Person
    read_at: datetime


class People(Protocol):
    """What is known of people, as last read from Slack."""

    def find(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, Profile]:
        """Return those who are known."""

    def save(self, workspace: WorkspaceId, profile: Profile) -> None:
        """Insert or replace."""


class PreferenceBook(Protocol):
    """How people want to be reminded."""

    def of(self, workspace: WorkspaceId, users: Collection[UserId]) -> Mapping[UserId, Preferences]:
        """Return everybody's; the defaults for those who never said."""

    def save(self, workspace: WorkspaceId, user: UserId, preferences: Preferences) -> None:
        """Insert or replace."""


class Inbox(Protocol):
    """Requests that were carried out, so that one that comes twice counts once."""

    def accept(self, request: str, at: datetime) -> None:
        """Remember a request in this transaction; raise Repeated when it is known. An empty id is always accepted."""

    def forget_before(self, moment: datetime) -> None:
        """Drop what is too old to come again."""


class Transaction(Protocol):
    """Everything that one transaction can reach."""

    @property
    def deployments(self) -> Deployments: ...
    @property
    def history(self) -> History: ...
    @property
    def postings(self) -> Postings: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def conditions(self) -> Conditions: ...
    @property
    def people(self) -> People: ...
    @property
    def groups(self) -> Groups: ...
    @property
    def preferences(self) -> PreferenceBook: ...
    @property
    def silences(self) -> Silences: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def inbox(self) -> Inbox: ...


class Work(Protocol):
    """Opens transactions. Committed when the block ends, rolled back when it raises."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that may write; writers of one SQLite file queue first-come."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads: a consistent snapshot that waits for no writer."""


class Presence(StrEnum):
    """Whether the bot can post in a channel, as far as Slack says."""

    THERE = "there"
    ABSENT = "absent"
    ARCHIVED = "archived"
    NO_CHANNEL = "no channel"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A channel as the bot sees it."""

    presence: Presence
    is_private: bool = False


class Channels(Protocol):
    """Asks Slack about channels before anything is stored for them."""

    def look_at(self, workspace: WorkspaceId, channel: ChannelId) -> ChannelView:
        """Ask Slack, for two seconds at most; UNKNOWN when it does not answer in time."""


@dataclass(frozen=True, slots=True)
class Request:
    """What came in: `id` is the same when the same thing comes again; empty for things that may well come twice."""

    id: str
    workspace: WorkspaceId
    by: UserId
    home: WorkspaceId
    standing: Standing = Standing.MEMBER
    groups: frozenset[GroupId] = frozenset()


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world of the use cases."""

    work: Work
    clock: Clock
    new_id: NewId
    checklists: Mapping[str, Checklist]
    channels: Channels
    digest_of: DigestOf = unread
    groups_in: GroupsIn = no_groups
    holidays: Holidays = no_holidays
    countries: Mapping[str, str] = field(default_factory=dict)
    """Readable names of the countries whose holidays are known, by the code that `holidays` takes."""
