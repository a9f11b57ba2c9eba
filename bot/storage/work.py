"""Transactions: writers of a SQLite file queue first-come, readers wait for nobody, the deliverer is woken after."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError

from bot.domain.errors import ChangedMeanwhile
from bot.storage.checklists import ChecklistStore
from bot.storage.conditions import SqlConditions
from bot.storage.deployments import SqlDeployments
from bot.storage.digests import SqlDigests
from bot.storage.drafts import SqlDrafts
from bot.storage.engine import READS_ONLY
from bot.storage.fair_lock import FairLock
from bot.storage.groups import SqlGroups
from bot.storage.history import SqlHistory
from bot.storage.leases import SqlLeases
from bot.storage.people import SqlInbox, SqlPeople
from bot.storage.postings import SqlPostings
from bot.storage.preferences import SqlPreferences
from bot.storage.reminders import SqlReminders
from bot.storage.silences import SqlSilences

NOTIFY_CHANNEL = "deploy_check"
"""The PostgreSQL channel on which replicas hear of postings; the payload is the workspace."""

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_COLLISIONS = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


@dataclass(frozen=True, slots=True)
class SqlTransaction:
    """Implements the port `Transaction`."""

    deployments: SqlDeployments
    history: SqlHistory
    postings: SqlPostings
    leases: SqlLeases
    digests: SqlDigests
    reminders: SqlReminders
    conditions: SqlConditions
    people: SqlPeople
    groups: SqlGroups
    preferences: SqlPreferences
    silences: SqlSilences
    drafts: SqlDrafts
    inbox: SqlInbox


class SqlWork:
    """Implements the port `Work`; there is one per database and process, since its writers queue in memory.

    `wake` is called after each commit that wanted a posting; it must be quick and not raise.
    """

    def __init__(self, engine: Engine, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._checklists = ChecklistStore()
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[None] = FairLock() if self._is_sqlite else nullcontext()
        self._writing = engine
        self._reading = engine.execution_options(**_reading_options(is_sqlite=self._is_sqlite))

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """Open a transaction that may write; raises ChangedMeanwhile when the rows it needs stay locked."""
        with self._turn, _collisions_for_people(), self._writing.begin() as connection:
            transaction = self._transaction(connection, locks=True)
            yield transaction
            if not self._is_sqlite:
                _notify(connection, transaction.postings)
        if transaction.postings.wanted_in:
            self._wake()

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """Open a transaction that only reads; a write in it is an error on both databases."""
        with self._reading.begin() as connection:
            yield self._transaction(connection, locks=False)

    def _transaction(self, connection: Connection, *, locks: bool) -> SqlTransaction:
        return SqlTransaction(
            deployments=SqlDeployments(connection, self._checklists, locks),
            history=SqlHistory(connection),
            postings=SqlPostings(connection),
            leases=SqlLeases(connection),
            digests=SqlDigests(connection),
            reminders=SqlReminders(connection, self._checklists),
            conditions=SqlConditions(connection),
            people=SqlPeople(connection),
            groups=SqlGroups(connection),
            preferences=SqlPreferences(connection),
            silences=SqlSilences(connection),
            drafts=SqlDrafts(connection),
            inbox=SqlInbox(connection),
        )


def _reading_options(*, is_sqlite: bool) -> dict[str, object]:
    if is_sqlite:
        return {READS_ONLY: True}
    # One snapshot for all selects of the transaction, which READ COMMITTED does not give.
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _notify(connection: Connection, postings: SqlPostings) -> None:
    for workspace in sorted(postings.wanted_in):
        connection.execute(select(func.pg_notify(NOTIFY_CHANNEL, workspace)))


@contextmanager
def _collisions_for_people() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _is_collision(error.orig):
            raise ChangedMeanwhile from error
        raise


def _is_collision(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        # The lower byte is the kind of error, the rest its shade.
        return error.sqlite_errorcode & 0xFF in _BUSY
    return isinstance(error, _COLLISIONS)
