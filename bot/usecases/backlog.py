"""What Slack does not show yet, since when and why, for whoever runs the bot; and how to try one message again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import Conflict
from bot.usecases.ports import Transaction, Work
from bot.usecases.postings import Posting, PostingId, PostingState

RECENT = timedelta(hours=1)
"""How far back the times are read that messages took."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A posting that is behind or was given up, and what it belongs to, if that is a deployment."""

    posting: Posting
    target: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far Slack lags behind: what is on its way, since when, and how long messages took lately.

    `lines` are the first of what was asked for, out of `matching`; the other figures are of everything.
    """

    lines: tuple[Waiting, ...]
    matching: int
    behind: int
    failed: int
    oldest: timedelta
    took: tuple[timedelta, ...]

    def within(self, share: float) -> timedelta:
        """Return the time within which this share of the recent messages was shown."""
        return self.took[min(int(len(self.took) * share), len(self.took) - 1)] if self.took else timedelta()


@dataclass(frozen=True, slots=True)
class Wish:
    """Which postings to list: all, or those given up, or those of one deployment (its id, or a model's name)."""

    only_failed: bool = False
    deployment: str = ""
    most: int = 100


def backlog(work: Work, wish: Wish, now: datetime) -> Backlog:
    """Read what is pending, in doubt or failed, the longest waiting first."""
    with work.reading() as tx:
        rows = tx.postings.pending()
        behind = [row for row in rows if row.is_behind]
        matching = _matching(tx, rows, wish)
        return Backlog(
            lines=tuple(Waiting(row, _target(tx, row)) for row in matching[: wish.most]),
            matching=len(matching),
            behind=len(behind),
            failed=len(rows) - len(behind),
            oldest=max((now - row.wanted_at for row in behind), default=timedelta()),
            took=tuple(sorted(tx.postings.times_since(now - RECENT))),
        )


def retry(work: Work, posting_id: PostingId, now: datetime) -> Posting:
    """Try one message again now. One that was given up in doubt is posted anew: who asks for it has looked.

    Raises NotFound, and Conflict when Slack shows it already.
    """
    with work.writing() as tx:
        posting = tx.postings.get(posting_id)
        if not posting.is_behind and posting.state is not PostingState.FAILED:
            raise Conflict("Slack shows this message as it should be: there is nothing to try again.")
        fresh = replace(posting, attempts=0, next_at=now)
        if posting.state is PostingState.FAILED:
            fresh = replace(fresh, state=PostingState.IDLE, sent_at=None)
        tx.postings.save(fresh)
        tx.postings.want(posting.address, at=now, urgent=posting.urgent)
        return tx.postings.get(posting_id)


def _matching(tx: Transaction, rows: Sequence[Posting], wish: Wish) -> list[Posting]:
    found = [row for row in rows if not wish.only_failed or row.state is PostingState.FAILED]
    if not wish.deployment:
        return found
    of_model = {
        deployment.id
        for workspace in {row.address.workspace for row in found}
        for deployment in tx.deployments.of_model(workspace, wish.deployment)
    }
    return [row for row in found if row.address.deployment_id in of_model | {wish.deployment}]


def _target(tx: Transaction, row: Posting) -> str:
    deployment = row.address.deployment_id
    return str(tx.deployments.get(deployment).target) if deployment else ""
