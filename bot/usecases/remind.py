"""Remind people of what is open: once a day on their own clock, or when the lead asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import DeploymentClosed
from bot.domain.ownership import open_for, waiting_owners
from bot.domain.people import UserId, WorkspaceId
from bot.domain.permissions import Action, require
from bot.domain.reminders import ReminderPolicy, next_digest_at
from bot.domain.worktime import zone_of
from bot.usecases.change import accept, act_of
from bot.usecases.ports import Digest, Ports, Request, Transaction
from bot.usecases.postings import Address, PostingKind

BATCH = 100
"""Digests claimed in one transaction; a crash in between gives all of them back."""
DAILY = "daily"
"""Subject of a reminder that the clock asked for; otherwise it is the user id of the lead who did."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who is reminded now, and who was already reminded today at a lead's request."""

    deployment: Deployment
    now: tuple[UserId, ...]
    already: tuple[UserId, ...]


def send_due_digests(ports: Ports, policy: ReminderPolicy) -> int:
    """Claim due digests and ask for their messages, in one transaction; return how many were claimed."""
    now = ports.clock()
    with ports.work.writing() as tx:
        claimed = tx.digests.claim_due(now, BATCH)
        for digest in claimed:
            _remind_daily(tx, digest, policy, now)
    return len(claimed)


def remind_now(ports: Ports, request: Request, deployment_id: DeploymentId) -> Reminded:
    """Ask for one direct message to every owner with something open; each gets one a day this way."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.REMIND, act, deployment)
        waiting = waiting_owners(deployment)
        if not waiting:
            raise DeploymentClosed("Nobody has anything open here, so there is nobody to remind.")
        addresses = [_asked_for(deployment, user, act.by, act.at) for user in waiting]
        known = {a.user for a in addresses if tx.postings.find(a.workspace, a.kind, a.key)}
        for address in addresses:
            if address.user not in known:
                tx.postings.want(address, at=act.at)
    return Reminded(deployment, tuple(u for u in waiting if u not in known), tuple(u for u in waiting if u in known))


def _remind_daily(tx: Transaction, digest: Digest, policy: ReminderPolicy, now: datetime) -> None:
    items = open_for(digest.user, tx.deployments.open_owned_by(digest.workspace, digest.user))
    if not items:
        return
    zone = _zone_name(tx, digest.workspace, digest.user)
    day = now.astimezone(zone_of(zone)).date()
    address = Address(
        workspace=digest.workspace,
        kind=PostingKind.REMINDER,
        key=f"{digest.user}:{day.isoformat()}",
        user=digest.user,
        subject=DAILY,
    )
    if tx.postings.find(address.workspace, address.kind, address.key) is None:
        tx.postings.want(address, at=now)
    tx.digests.schedule(Digest(digest.workspace, digest.user, next_digest_at(now, zone, policy)))


def _zone_name(tx: Transaction, workspace: WorkspaceId, user: UserId) -> str:
    profile = tx.people.find(workspace, [user]).get(user)
    return profile.person.zone if profile else ""


def _asked_for(deployment: Deployment, user: UserId, lead: UserId, now: datetime) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.REMINDER,
        key=f"{deployment.id}:{user}:{now.date().isoformat()}",
        deployment_id=deployment.id,
        user=user,
        subject=lead,
    )
