"""Which postings a change touches. Called in the transaction of the change, so that a crash loses neither."""

from __future__ import annotations

from datetime import datetime

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.people import Act, UserId, WorkspaceId
from bot.usecases.asking import ask_deciders, follow_conditions
from bot.usecases.due_times import schedule_all, schedule_lead, schedule_turn
from bot.usecases.escalate import report_blocked, take_back_blocked
from bot.usecases.inviting import NOTICE_DELAY, invite, redraw_invitations
from bot.usecases.ports import Transaction
from bot.usecases.postings import Address, PostingKind
from bot.usecases.turns import pass_turns


def board_of(deployment: Deployment) -> Address:
    """Return the address of the root message."""
    return _address(deployment, PostingKind.BOARD, deployment.id)


def card_of(deployment: Deployment, section: SectionKey) -> Address:
    """Return the address of a section's reply in the thread."""
    return _address(deployment, PostingKind.CARD, f"{deployment.id}:{section}", section)


def show_opening(tx: Transaction, deployment: Deployment, act: Act) -> None:
    """Ask for the board, every card, and a word to those who own something."""
    tx.postings.want(board_of(deployment), at=act.at, urgent=True)
    for section in deployment.checklist.sections:
        tx.postings.want(card_of(deployment, section.key), at=act.at)
    for section in deployment.checklist.sections:
        _tell_owners(tx, deployment, section.key, frozenset(), act)
        invite(tx, deployment, None, section.key, act)
    schedule_lead(tx, deployment, deployment.sections, act)
    pass_turns(tx, deployment, deployment, act.today)


def show_change(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Ask for what changed: the touched cards first, the board, and what a decision adds."""
    pass_turns(tx, before, after, act.today)
    touched = [key for key, state in after.sections.items() if state is not before.sections[key]]
    for key in after.sections if after.tier is not before.tier else touched:
        tx.postings.want(card_of(after, key), at=act.at, urgent=True)
    tx.postings.want(board_of(after), at=act.at, urgent=after.status is not before.status)
    ask_deciders(tx, before, after, act)
    follow_conditions(tx, before, after, act)
    _show_blocking(tx, before, after, act)
    redraw_invitations(tx, before, after, act)
    if before.status is DeploymentStatus.PUBLISHED:
        tx.postings.want(_address(after, PostingKind.SUMMARY, after.id), at=act.at)
        return
    if after.status is not before.status:
        _show_closing(tx, after, act)
        return
    _tell_of_changes(tx, before, after, act)
    for key in touched:
        _tell_owners(tx, after, key, frozenset(before.sections[key].owners), act)
        invite(tx, after, before.sections[key], key, act)
    if (after.due, after.lead) != (before.due, before.lead):
        schedule_all(tx, after, act.at)
    schedule_lead(tx, after, touched if after.lead == before.lead else after.sections, act)


def show_again(tx: Transaction, deployment: Deployment, act: Act) -> None:
    """Ask for the board and all cards to be drawn again."""
    tx.postings.want(board_of(deployment), at=act.at, urgent=True)
    for section in deployment.checklist.sections:
        tx.postings.want(card_of(deployment, section.key), at=act.at)


def show_list_again(tx: Transaction, workspace: WorkspaceId, user: UserId, now: datetime) -> None:
    """Ask for the list of reminders that somebody has before them."""
    shown = tx.digests.shown(workspace, user)
    if shown:
        tx.postings.want(tx.postings.get(shown).address, at=now, urgent=True)


def _show_blocking(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Tell the lead what is blocked, take back what no longer is, and keep both out of the lists on screen."""
    for key, state in after.sections.items():
        was, now = before.sections[key].blocked, state.blocked
        if was == now and after.status is before.status:
            continue
        if was:
            take_back_blocked(tx, after, was, act.at)
        elif now:
            report_blocked(tx, after, key, act)
        if was != now:
            for owner in state.owners:
                show_list_again(tx, after.workspace, owner, act.at)


def _show_closing(tx: Transaction, deployment: Deployment, act: Act) -> None:
    for section in deployment.checklist.sections:
        tx.postings.want(card_of(deployment, section.key), at=act.at)
    if deployment.status is DeploymentStatus.PUBLISHED:
        tx.postings.want(_address(deployment, PostingKind.SUMMARY, deployment.id), at=act.at, urgent=True)
        tx.postings.want(_address(deployment, PostingKind.REPORT, deployment.id), at=act.at)


def _tell_owners(
    tx: Transaction, deployment: Deployment, section: SectionKey, told: frozenset[UserId], act: Act
) -> None:
    """Schedule the digest of those who have something to do, and tell new ones who did not put themselves there."""
    state = deployment.sections[section]
    schedule_turn(tx, deployment, section, act)
    for owner in () if state.signed_off else state.owners:
        if owner not in told | {act.by}:
            tx.postings.want(_notice_to(tx, deployment, owner), at=act.at + NOTICE_DELAY)


def _tell_of_changes(tx: Transaction, before: Deployment, after: Deployment, act: Act) -> None:
    """Tell the owners of a section that a reviewer sent it back, and draw what they were told before anew."""
    for key, state in after.sections.items():
        was, now = before.sections[key].reopened, state.reopened
        if was == now:
            continue
        for posting in tx.postings.of_deployment(after.id) if was and was.asks_changes else ():
            if posting.address.kind is PostingKind.CHANGES and posting.address.subject == key and posting.ts:
                tx.postings.want(posting.address, at=act.at)
        for owner in state.owners if now and now.asks_changes else ():
            if owner != act.by:
                tx.postings.want(_changes_for(after, key, owner), at=act.at)


def _changes_for(deployment: Deployment, section: SectionKey, owner: UserId) -> Address:
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.CHANGES,
        key=f"{deployment.id}:{section}:{owner}:{deployment.revision}",
        deployment_id=deployment.id,
        user=owner,
        subject=section,
    )


def _notice_to(tx: Transaction, deployment: Deployment, owner: UserId) -> Address:
    """Return the notice that has not gone out yet, or else a new one."""
    for posting in tx.postings.of_deployment(deployment.id):
        address = posting.address
        if address.kind is PostingKind.NOTICE and address.user == owner and posting.is_waiting:
            return address
    return Address(
        workspace=deployment.workspace,
        kind=PostingKind.NOTICE,
        key=f"{deployment.id}:{owner}:{deployment.revision}",
        deployment_id=deployment.id,
        user=owner,
    )


def _address(deployment: Deployment, kind: PostingKind, key: str, subject: str = "") -> Address:
    return Address(deployment.workspace, kind, key, deployment.id, deployment.channel, subject=subject)
