"""The right to deliver to a workspace, and transactions that write only while nobody else has had it since.

A process can stand still at any moment, for longer than its lease, and then goes on as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import ChangedMeanwhile
from bot.domain.people import WorkspaceId
from bot.usecases.ports import Clock, Transaction, Work


class LeaseLost(Exception):
    """Another replica delivers to the workspace now; what this one knows of its messages may be old."""


@dataclass(slots=True)
class LeasedWork:
    """Implements the port `Work` for one holder of one workspace's lease.

    Every write renews the lease in its own transaction, so that it is either seen by the next holder or undone.
    """

    work: Work
    clock: Clock
    workspace: WorkspaceId
    holder: str
    seconds: float
    ends_at: datetime | None = None

    def take(self) -> bool:
        """Take the lease, or renew it once half of it is over; say whether it is ours."""
        now = self.clock()
        if self.ends_at is None or now > self.ends_at - timedelta(seconds=self.seconds / 2):
            ends_at = now + timedelta(seconds=self.seconds)
            self.ends_at = ends_at if self._takes(now, ends_at) else None
        return self.ends_at is not None

    def require(self) -> None:
        """Raise LeaseLost when the lease has run out and another replica is at work already."""
        if self.ends_at is None or self.clock() > self.ends_at:
            with self.writing():
                pass

    def reading(self) -> AbstractContextManager[Transaction]:
        return self.work.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        ends_at = self.clock() + timedelta(seconds=self.seconds)
        with self.work.writing() as tx:
            if not tx.leases.renew(self.workspace, self.holder, ends_at):
                raise self._lost()
            yield tx
        self.ends_at = ends_at

    def _takes(self, now: datetime, ends_at: datetime) -> bool:
        try:
            with self.work.writing() as tx:
                return tx.leases.take(self.workspace, self.holder, now, ends_at)
        except ChangedMeanwhile:  # its holder is writing, or stands still while it does
            return False

    def _lost(self) -> LeaseLost:
        self.ends_at = None
        return LeaseLost(self.workspace)
