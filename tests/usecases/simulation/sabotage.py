"""Storage with one fault each, to show that the simulation notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import cast

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.events import Event
from bot.domain.people import UserId
from bot.storage.deployments import SqlDeployments
from bot.storage.digests import SqlDigests
from bot.storage.people import SqlInbox
from bot.storage.postings import SqlPostings
from bot.storage.reminders import SqlReminders
from bot.storage.work import SqlTransaction
from bot.usecases.ports import Digest, Transaction, Work
from bot.usecases.postings import Address, Posting, PostingKind

Swap = Callable[[SqlTransaction], SqlTransaction]


class _ForgetfulInbox(SqlInbox):
    def accept(self, request: str, at: datetime) -> None:
        """Take every request for a new one."""


class _StubbornOwners(SqlDeployments):
    def save(self, before: Deployment, after: Deployment, events: Sequence[Event]) -> None:
        """Leave the owners as they were."""
        kept = {key: replace(state, owners=before.sections[key].owners) for key, state in after.sections.items()}
        super().save(before, replace(after, sections=kept), events)


class _StubbornGroups(SqlDeployments):
    def save(self, before: Deployment, after: Deployment, events: Sequence[Event]) -> None:
        """Leave the groups as they were."""
        kept = {key: replace(state, groups=before.sections[key].groups) for key, state in after.sections.items()}
        super().save(before, replace(after, sections=kept), events)


class _ShortHistory(SqlDeployments):
    def save(self, before: Deployment, after: Deployment, events: Sequence[Event]) -> None:
        """Tell of the first event only."""
        super().save(before, after, events[:1])


class _SleepyDigests(SqlDigests):
    def schedule(self, digest: Digest) -> None:
        """Remind everybody but Ben."""
        if not digest.user.endswith("BEN"):
            super().schedule(digest)


class _ForgetfulTurns(SqlReminders):
    def pass_turns(self, deployment: DeploymentId, turns: Mapping[SectionKey, tuple[UserId, ...]]) -> None:
        """Remember nobody in the owners' place."""
        super().pass_turns(deployment, dict.fromkeys(turns, ()))


class _HastyPostings(SqlPostings):
    def save(self, posting: Posting) -> None:
        """Take what was wanted meanwhile for shown."""
        super().save(replace(posting, shown=self.get(posting.id).wanted))


class _EagerPostings(SqlPostings):
    def want(self, address: Address, *, at: datetime, urgent: bool = False) -> None:
        """Ask for summaries twice."""
        super().want(address, at=at, urgent=urgent)
        if address.kind is PostingKind.SUMMARY:
            super().want(address, at=at, urgent=urgent)


FAULTS: Mapping[str, Swap] = {
    "a request that comes twice counts twice": lambda tx: replace(tx, inbox=_ForgetfulInbox(tx.inbox.connection)),
    "owners are not stored": lambda tx: replace(tx, deployments=_as(_StubbornOwners, tx.deployments)),
    "groups are not stored": lambda tx: replace(tx, deployments=_as(_StubbornGroups, tx.deployments)),
    "the history is cut short": lambda tx: replace(tx, deployments=_as(_ShortHistory, tx.deployments)),
    "somebody is not reminded": lambda tx: replace(tx, digests=_SleepyDigests(tx.digests.connection)),
    "reviewers are not reminded": lambda tx: replace(
        tx, reminders=_ForgetfulTurns(tx.reminders.connection, tx.reminders.checklists)
    ),
    "a change during sending is not shown": lambda tx: replace(tx, postings=_like(_HastyPostings, tx.postings)),
    "summaries are asked for twice": lambda tx: replace(tx, postings=_like(_EagerPostings, tx.postings)),
}


def _as(kind: type[SqlDeployments], whole: SqlDeployments) -> SqlDeployments:
    return kind(whole.connection, whole.checklists, whole.locks)


def _like(kind: type[SqlPostings], whole: SqlPostings) -> SqlPostings:
    return kind(whole.connection, whole.wanted_in)


class Sabotaged:
    """Implements the port `Work` with one fault in it."""

    def __init__(self, swap: Swap, work: Work) -> None:
        self._swap = swap
        self._work = work

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        with self._work.writing() as tx:
            yield self._swap(cast("SqlTransaction", tx))

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._work.reading()
