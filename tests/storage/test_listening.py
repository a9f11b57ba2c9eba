"""Hearing of other replicas' postings."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from threading import Semaphore

import pytest
from sqlalchemy import Engine, text

from bot.storage.listening import NotifyListener
from bot.storage.work import SqlWork
from tests.storage.examples import NOW, card, keep, opened, roll_back

SOON = 10.0


@pytest.fixture
def heard() -> Semaphore:
    """Return what is released once for every wake."""
    return Semaphore(0)


@pytest.fixture
def listener(migrated_url: str, heard: Semaphore) -> Iterator[NotifyListener]:
    """Yield a listener that has connected."""
    if migrated_url.startswith("sqlite"):
        pytest.skip("SQLite has one process, which needs no listener")
    listener = NotifyListener(migrated_url, heard.release)
    listener.start()
    assert heard.acquire(timeout=SOON)
    yield listener
    listener.stop()


@pytest.mark.usefixtures("listener")
def test_a_posting_of_another_replica_is_heard(work: SqlWork, heard: Semaphore) -> None:
    """A commit that wanted something wakes every replica."""
    with work.writing() as transaction:
        transaction.postings.want(card("c"), at=NOW)
    assert heard.acquire(timeout=SOON)


@pytest.mark.usefixtures("listener")
def test_only_committed_wishes_are_heard(work: SqlWork, heard: Semaphore) -> None:
    """What was rolled back, or wanted nothing, wakes nobody before the next wish does."""
    roll_back(work, lambda transaction: transaction.postings.want(card("c"), at=NOW))
    keep(work, opened("d1"))
    with work.writing() as transaction:
        transaction.postings.want(card("c"), at=NOW)
    assert heard.acquire(timeout=SOON)
    assert not heard.acquire(blocking=False)


@pytest.mark.usefixtures("listener")
def test_a_lost_connection_is_made_anew(engine: Engine, heard: Semaphore) -> None:
    """After the database cut it off, the listener comes back, and wakes for what it may have missed."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    with engine.begin() as connection:
        assert connection.execute(text(others)).all() == [(True,)]
    assert heard.acquire(timeout=SOON)


def test_a_listener_ends_when_told(listener: NotifyListener) -> None:
    """No thread stays behind, and stopping twice is no mistake."""
    listener.stop()
    assert "notify-listener" not in {thread.name for thread in threading.enumerate()}


def test_on_sqlite_there_is_nothing_to_hear(heard: Semaphore) -> None:
    """Starting and stopping do nothing there."""
    listener = NotifyListener("sqlite:///unused.db", heard.release)
    listener.start()
    assert "notify-listener" not in {thread.name for thread in threading.enumerate()}
    listener.stop()
