"""What follows when a message cannot be shown: the row says why, one person is told once, and it comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.deployment import Deployment, DeploymentId
from bot.usecases.escalate import report_unreachable
from bot.usecases.ports import Ports, Transaction
from bot.usecases.postings import Address, Posting, PostingKind, PostingState
from bot.usecases.projection import board_of
from bot.usecases.show_reminder import note_outcome


def give_up(
    ports: Ports, posting: Posting, reason: str, *, is_of_place: bool = False, is_of_person: bool = False
) -> None:
    """Try a message no more until something changes. Of a deployment's message somebody is told, by direct message.

    It is told once: of a place as long as nothing works there, of one message and reason for ever. When it is a person
    who gets no direct messages, whoever counts on them is told.
    """
    failed = replace(posting, state=PostingState.FAILED, error=reason)
    with ports.work.writing() as tx:
        tx.postings.save(failed)
        note_outcome(tx, failed, ports.clock())
        if is_of_person and posting.address.user:
            report_unreachable(tx, posting.address.workspace, posting.address.user, failed.code, ports.clock())
        deployment_id = posting.address.deployment_id
        if deployment_id is None or posting.address.user is not None:
            return
        deployment = tx.deployments.get(deployment_id)
        board = tx.postings.find(deployment.workspace, PostingKind.BOARD, board_of(deployment).key)
        shown = board.shown if board else 0
        case = f"{deployment.id}:{failed.code}:{shown}" if is_of_place else f"{posting.id}:{failed.code}"
        _tell(tx, deployment, posting, case, ports.clock())


def bring_back(ports: Ports, posting: Posting, concerns: Callable[[str], bool]) -> None:
    """Now that this one is shown, try again what failed in its channel for codes that `concerns` knows.

    What people were told of it is set right.
    """
    now, workspace = ports.clock(), posting.address.workspace
    with ports.work.writing() as tx:
        failed = [row for row in tx.postings.failed_in(workspace, posting.channel) if concerns(row.code)]
        for row in failed:
            tx.postings.want(row.address, at=now)
        for deployment in {row.address.deployment_id for row in (posting, *failed)}:
            _set_right(tx, deployment, now)


def renew(ports: Ports, posting: Posting, reason: str) -> None:
    """Post a message anew whose first one is gone; the replies to a board stay where they hang."""
    fresh = replace(posting, ts="", shown=0, state=PostingState.IDLE, recreated=posting.recreated + 1, error=reason)
    with ports.work.writing() as tx:
        tx.postings.save(replace(fresh, sent_at=None, next_at=ports.clock()))


def see_to_thread(ports: Ports, deployment: Deployment) -> None:
    """Have replies hang on the board that stands now; when that is the one that is gone, have it looked at."""
    now = ports.clock()
    with ports.work.writing() as tx:
        board = tx.postings.find(deployment.workspace, PostingKind.BOARD, board_of(deployment).key)
        if board and board.ts and board.root != board.ts:
            tx.postings.save(replace(board, thread=board.ts))
        else:
            tx.postings.want(board_of(deployment), at=now, urgent=True)


def _set_right(tx: Transaction, deployment: DeploymentId | None, now: datetime) -> None:
    for row in tx.postings.of_deployment(deployment) if deployment else ():
        if row.address.kind is PostingKind.TROUBLE and row.ts:
            tx.postings.want(row.address, at=now)


def _tell(tx: Transaction, deployment: Deployment, posting: Posting, case: str, now: datetime) -> None:
    never_shown = posting.address.kind is PostingKind.BOARD and not posting.recreated and not posting.ts
    address = Address(
        workspace=deployment.workspace,
        kind=PostingKind.TROUBLE,
        key=case,
        deployment_id=deployment.id,
        user=deployment.requester if never_shown else deployment.lead,
        subject=posting.id,
    )
    if tx.postings.find(address.workspace, address.kind, address.key) is None:
        tx.postings.want(address, at=now)
