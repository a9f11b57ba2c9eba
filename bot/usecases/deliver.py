"""What the deliverer reads and writes: leases, what is due, what a message must say, and how sending went."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.ownership import OpenItem
from bot.domain.people import GroupId, Person, WorkspaceId
from bot.usecases.due_times import reschedule
from bot.usecases.escalate import DEACTIVATED, report_unreachable, standing
from bot.usecases.ports import Ports, Profile, Transaction, Work
from bot.usecases.postings import Posting, PostingKind
from bot.usecases.projection import board_of
from bot.usecases.reminder_log import Reminder
from bot.usecases.show_reminder import list_for, note_outcome, note_shown

PROFILE_AGE = timedelta(hours=24)
"""How long a name and time zone are trusted before Slack is asked again."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that showing one posting needs, as it is now.

    `siblings` are the postings of its deployment. A reminder and an escalation have `items`; a reminder also says `why`
    it comes, has the `zone` of its reader and, per deployment in it, the `boards` and since when it is idle. It
    `is_replaced` once its reader has a newer one, and says nothing else while it is snoozed. `groups` are the names of
    those that own something in it, `own_groups` those of all groups that its reader is in.
    """

    posting: Posting
    deployment: Deployment | None
    siblings: tuple[Posting, ...] = ()
    items: tuple[OpenItem, ...] = ()
    boards: Mapping[DeploymentId, Posting] = field(default_factory=dict)
    why: tuple[Reminder, ...] = ()
    idle_since: Mapping[DeploymentId, date] = field(default_factory=dict)
    zone: str = ""
    is_replaced: bool = False
    snoozed_until: datetime | None = None
    groups: Mapping[GroupId, str] = field(default_factory=dict)
    own_groups: frozenset[GroupId] = frozenset()

    @property
    def root(self) -> Posting | None:
        """Return the board that this posting's thread hangs on."""
        return next((row for row in self.siblings if row.address.kind is PostingKind.BOARD), None)


def release_leases(ports: Ports, holder: str) -> None:
    """Let other replicas go on at once."""
    with ports.work.writing() as tx:
        tx.leases.release(holder)


def workspaces_behind(ports: Ports) -> Collection[WorkspaceId]:
    """Return where something is due."""
    with ports.work.reading() as tx:
        return tx.postings.workspaces_behind(ports.clock())


def due_postings(ports: Ports, workspace: WorkspaceId, limit: int) -> Sequence[Posting]:
    """Return what should be delivered now, most important first."""
    with ports.work.reading() as tx:
        return tx.postings.due(workspace, ports.clock(), limit)


def next_due_at(ports: Ports, workspace: WorkspaceId) -> datetime | None:
    """Return when the next posting that is behind comes due."""
    with ports.work.reading() as tx:
        return tx.postings.next_due_at(workspace)


def material_for(ports: Ports, posting: Posting) -> Material:
    """Read the current state behind a posting, in one snapshot."""
    with ports.work.reading() as tx:
        return _gather(tx, tx.postings.get(posting.id), ports.clock())


def save_posting(ports: Ports, posting: Posting) -> None:
    """Keep how sending went."""
    with ports.work.writing() as tx:
        tx.postings.save(posting)
        note_outcome(tx, posting, ports.clock())


def want_again(work: Work, posting: Posting, now: datetime) -> None:
    """Have a message drawn once more, by whoever delivers."""
    with work.writing() as tx:
        tx.postings.want(posting.address, at=now)


def save_first_post(ports: Ports, posting: Posting, deployment: Deployment | None) -> None:
    """Keep where a message stands now; when it was the last one that the board links to, draw the board again."""
    with ports.work.writing() as tx:
        tx.postings.save(posting)
        note_shown(tx, posting, ports.clock())
        if deployment is None or posting.address.kind not in {PostingKind.CARD, PostingKind.SUMMARY}:
            return
        others = tx.postings.of_deployment(deployment.id)
        if all(other.ts for other in others if other.address.kind is PostingKind.CARD):
            tx.postings.want(board_of(deployment), at=ports.clock())


def learn_person(ports: Ports, workspace: WorkspaceId, person: Person) -> None:
    """Remember a name and time zone; a new zone moves the next reminder to the right hour.

    The leads of whoever has left since are told.
    """
    now = ports.clock()
    with ports.work.writing() as tx:
        known = tx.people.find(workspace, [person.user]).get(person.user)
        tx.people.save(workspace, Profile(person, now))
        if known is None or known.person.zone != person.zone:
            reschedule(tx, workspace, person.user, now)
        if person.is_gone and not (known and known.person.is_gone):
            report_unreachable(tx, workspace, person.user, DEACTIVATED, now)


def is_fresh(profile: Profile | None, now: datetime) -> bool:
    """Say whether a profile need not be read from Slack again."""
    return profile is not None and now - profile.read_at < PROFILE_AGE


def _gather(tx: Transaction, posting: Posting, now: datetime) -> Material:
    address = posting.address
    if address.kind is PostingKind.REMINDER and address.user:
        shown = list_for(tx, posting, address.user, now)
        return Material(
            posting,
            None,
            items=shown.items,
            boards=_boards(tx, shown.items),
            why=shown.why,
            idle_since=shown.idle_since,
            zone=shown.zone,
            is_replaced=shown.is_replaced,
            snoozed_until=shown.snoozed_until,
        )
    if address.deployment_id is None:
        return Material(posting, None)
    siblings = tuple(tx.postings.of_deployment(address.deployment_id))
    deployment = tx.deployments.get(address.deployment_id)
    passed_on = address.kind in {PostingKind.ESCALATION, PostingKind.OVERDUE}
    return Material(
        posting,
        deployment,
        siblings,
        standing(tx, posting, deployment, now.date()) if passed_on else (),
        groups=group_names(tx, deployment),
        own_groups=tx.groups.of(address.workspace, address.user) if address.user else frozenset(),
    )


def group_names(tx: Transaction, deployment: Deployment) -> Mapping[GroupId, str]:
    """Return the names of the groups that own or review something in a deployment."""
    groups = {group for state in deployment.sections.values() for group in (*state.groups, *state.review_groups)}
    return {group.id: group.name for group in tx.groups.find(deployment.workspace, groups).values()}


def _boards(tx: Transaction, items: Sequence[OpenItem]) -> dict[DeploymentId, Posting]:
    deployments = {item.deployment.id: item.deployment for item in items}
    boards = {key: tx.postings.find(d.workspace, PostingKind.BOARD, key) for key, d in deployments.items()}
    return {key: board for key, board in boards.items() if board}
