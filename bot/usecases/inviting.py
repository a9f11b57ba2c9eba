"""A section that is given to a group: each member is told once, and whoever claims it has it."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, SectionState
from bot.domain.people import Act, UserId
from bot.usecases.ports import Transaction
from bot.usecases.postings import Address, Posting, PostingKind

NOTICE_DELAY = timedelta(seconds=5)
"""How long an assignment waits before its direct message goes out, so that several make one message."""


def invite(tx: Transaction, deployment: Deployment, was: SectionState | None, section: SectionKey, act: Act) -> None:
    """Have each member of the groups that own a section anew told of it, but for those who own it or gave it."""
    state = deployment.sections[section]
    fresh = [group for group in state.groups if was is None or group not in was.groups]
    if state.signed_off or not fresh:
        return
    groups = tx.groups.find(deployment.workspace, fresh).values()
    members = {user for group in groups for user in group.members} - {act.by, *state.owners}
    waiting = {row.address.user: row.address for row in _sent(tx, deployment) if row.is_waiting}
    for user in sorted(members):
        # One that has not gone out yet will say this too.
        address = waiting.get(user) or _invitation_to(deployment, user)
        tx.postings.want(address, at=act.at + NOTICE_DELAY)


def redraw_invitations(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Have the invitations say what is still to claim, when that changes."""
    if _to_claim(before) == _to_claim(after) and before.status is after.status:
        return
    for row in _sent(tx, after):
        if not row.is_waiting:
            tx.postings.want(row.address, at=act.at)


def _sent(tx: Transaction, deployment: Deployment) -> list[Posting]:
    rows = tx.postings.of_deployment(deployment.id)
    return [row for row in rows if row.address.kind is PostingKind.INVITATION]


def _to_claim(deployment: Deployment) -> set[tuple[object, ...]]:
    states = deployment.sections.values()
    return {(one.key, one.owners, one.groups, one.signed_off is None) for one in states if one.groups}


def _invitation_to(deployment: Deployment, user: UserId) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.INVITATION,
        key=f"{deployment.id}:{user}:{deployment.revision}",
        deployment_id=deployment.id,
        user=user,
    )
