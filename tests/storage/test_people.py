"""Profiles, and requests that come twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.errors import Repeated
from bot.domain.people import Person, Standing, WorkspaceId
from bot.storage.work import SqlWork
from bot.usecases.ports import Profile
from tests.storage.examples import ACME, ANA, BO, NOW, at_once, roll_back

HOUR = timedelta(hours=1)


def accept(work: SqlWork, request: str, at: datetime = NOW) -> bool:
    """Say whether the request was new."""
    try:
        with work.writing() as transaction:
            transaction.inbox.accept(request, at)
    except Repeated:
        return False
    return True


def test_a_request_counts_once(work: SqlWork) -> None:
    """The second time the same id comes, it is refused."""
    assert [accept(work, request) for request in ("a", "b", "a")] == [True, True, False]


def test_a_request_without_an_id_always_counts(work: SqlWork) -> None:
    """What may well come twice has an empty id."""
    assert [accept(work, "") for _ in range(2)] == [True, True]


def test_of_simultaneous_repeats_one_counts(work: SqlWork) -> None:
    """Eight threads with one request id carry it out once."""
    assert at_once(lambda _: accept(work, "a"), range(8)).count(True) == 1


def test_a_request_that_failed_may_come_again(work: SqlWork) -> None:
    """The id is remembered in the transaction that carries the request out, and forgotten with it."""
    roll_back(work, lambda transaction: transaction.inbox.accept("a", NOW))
    assert accept(work, "a")


def test_old_requests_are_forgotten(work: SqlWork) -> None:
    """Only what came before the moment can come again."""
    accept(work, "old", NOW - HOUR)
    accept(work, "new", NOW)
    with work.writing() as transaction:
        transaction.inbox.forget_before(NOW)
    assert (accept(work, "old"), accept(work, "new")) == (True, False)


def test_a_profile_is_replaced(work: SqlWork) -> None:
    """The last one read from Slack stands; people of other workspaces are other people."""
    old, new = (
        Profile(Person(ANA, "Ana"), NOW),
        Profile(Person(ANA, "Ana B.", "Europe/Lisbon", standing=Standing.ADMIN), NOW + HOUR),
    )
    with work.writing() as transaction:
        transaction.people.save(ACME, old)
        transaction.people.save(WorkspaceId("T_OTHER"), old)
        transaction.people.save(ACME, new)
    with work.reading() as transaction:
        assert transaction.people.find(ACME, [ANA, BO]) == {ANA: new}
        assert transaction.people.find(ACME, []) == {}
