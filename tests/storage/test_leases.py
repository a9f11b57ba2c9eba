"""Leases: one deliverer per workspace."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.people import WorkspaceId
from bot.storage.work import SqlWork
from tests.storage.examples import ACME, NOW, at_once

MINUTE = timedelta(minutes=1)


def take(work: SqlWork, holder: str, now: datetime = NOW) -> bool:
    """Ask for the workspace for a minute."""
    with work.writing() as transaction:
        return transaction.leases.take(ACME, holder, now, now + MINUTE)


def test_a_free_workspace_can_be_taken(work: SqlWork) -> None:
    """The first who asks has it, the second has not."""
    assert (take(work, "a"), take(work, "b")) == (True, False)


def test_a_holder_renews(work: SqlWork) -> None:
    """Who has the lease gets it again, for longer."""
    take(work, "a")
    assert take(work, "a", NOW + MINUTE / 2)
    assert not take(work, "b", NOW + MINUTE)


def test_a_lease_that_has_ended_can_be_taken(work: SqlWork) -> None:
    """From the end on, not before it, anybody may have it; then the former holder has not."""
    take(work, "a")
    assert not take(work, "b", NOW + MINUTE - timedelta(microseconds=1))
    assert take(work, "b", NOW + MINUTE)
    assert not take(work, "a", NOW + MINUTE)


def test_a_released_workspace_is_free_at_once(work: SqlWork) -> None:
    """Releasing gives up all leases of a holder, and nobody else's."""
    with work.writing() as transaction:
        transaction.leases.take(WorkspaceId("T_OTHER"), "b", NOW, NOW + MINUTE)
    take(work, "a")
    with work.writing() as transaction:
        transaction.leases.release("a")
        assert transaction.leases.take(ACME, "c", NOW, NOW + MINUTE)
        assert not transaction.leases.take(WorkspaceId("T_OTHER"), "c", NOW, NOW + MINUTE)


def test_of_many_who_ask_at_once_one_has_it(work: SqlWork) -> None:
    """Eight replicas that start together agree on one."""
    assert at_once(lambda number: take(work, f"replica {number}"), range(8)).count(True) == 1


def test_only_who_had_it_last_renews_it(work: SqlWork) -> None:
    """A lease that has run out is renewed as long as nobody else has had it since, also when they gave it up."""
    take(work, "a")
    with work.writing() as transaction:
        assert transaction.leases.renew(ACME, "a", NOW + 9 * MINUTE)
    assert not take(work, "b", NOW + 8 * MINUTE)
    assert take(work, "b", NOW + 9 * MINUTE)
    with work.writing() as transaction:
        assert not transaction.leases.renew(ACME, "a", NOW + 20 * MINUTE)
        transaction.leases.release("b")
        assert not transaction.leases.renew(ACME, "a", NOW + 20 * MINUTE)
