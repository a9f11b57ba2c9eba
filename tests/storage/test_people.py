"""Profiles, the digests that are due, and requests that come twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.errors import Repeated
from bot.domain.people import Person, UserId, WorkspaceId
from bot.storage.work import SqlWork
from bot.usecases.ports import Digest, Profile
from tests.storage.examples import ACME, ANA, BO, NOW, at_once, roll_back

HOUR = timedelta(hours=1)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def schedule(work: SqlWork, *digests: Digest) -> None:
    with work.writing() as transaction:
        for digest in digests:
            transaction.digests.schedule(digest)


def claim(work: SqlWork, now: datetime = FAR, limit: int = 100) -> list[Digest]:
    with work.writing() as transaction:
        return list(transaction.digests.claim_due(now, limit))


def accept(work: SqlWork, request: str, at: datetime = NOW) -> bool:
    """Say whether the request was new."""
    try:
        with work.writing() as transaction:
            transaction.inbox.accept(request, at)
    except Repeated:
        return False
    return True


def test_a_digest_comes_back_once(work: SqlWork) -> None:
    """Claiming a due digest clears it, so that nobody claims it again."""
    digest = Digest(ACME, ANA, NOW)
    schedule(work, digest)
    assert (claim(work), claim(work)) == ([digest], [])


def test_a_digest_is_due_from_its_time_on(work: SqlWork) -> None:
    """Earlier, nothing is claimed."""
    schedule(work, Digest(ACME, ANA, NOW))
    assert claim(work, NOW - timedelta(microseconds=1)) == []
    assert len(claim(work, NOW)) == 1


def test_scheduling_keeps_a_time_that_is_set(work: SqlWork) -> None:
    """The first due time stands until it was claimed; then a new one can be set."""
    schedule(work, Digest(ACME, ANA, NOW), Digest(ACME, ANA, NOW + HOUR))
    assert claim(work) == [Digest(ACME, ANA, NOW)]
    schedule(work, Digest(ACME, ANA, NOW + HOUR))
    assert claim(work) == [Digest(ACME, ANA, NOW + HOUR)]


def test_rescheduling_moves_a_time_that_is_set(work: SqlWork) -> None:
    """A person's new zone moves the digest, however early or late."""
    schedule(work, Digest(ACME, ANA, NOW), Digest(ACME, BO, NOW))
    with work.writing() as transaction:
        transaction.digests.reschedule(Digest(ACME, ANA, NOW + HOUR))
    assert claim(work) == [Digest(ACME, BO, NOW), Digest(ACME, ANA, NOW + HOUR)]


def test_rescheduling_makes_no_digest(work: SqlWork) -> None:
    """Who has no digest coming, never or no longer, gets none by moving it."""
    schedule(work, Digest(ACME, ANA, NOW))
    claim(work)
    with work.writing() as transaction:
        transaction.digests.reschedule(Digest(ACME, ANA, NOW))
        transaction.digests.reschedule(Digest(ACME, BO, NOW))
    assert claim(work) == []


def test_the_longest_due_are_claimed_first(work: SqlWork) -> None:
    """A batch takes what waits longest and leaves the rest."""
    schedule(work, Digest(ACME, BO, NOW + HOUR), Digest(ACME, ANA, NOW))
    assert claim(work, limit=1) == [Digest(ACME, ANA, NOW)]
    assert claim(work, limit=1) == [Digest(ACME, BO, NOW + HOUR)]


def test_no_digest_is_claimed_twice(work: SqlWork) -> None:
    """Four threads that claim in batches share the digests out."""
    digests = {Digest(ACME, UserId(f"U{number}"), NOW) for number in range(40)}
    schedule(work, *digests)
    batches = at_once(lambda _: [found for _ in range(8) for found in claim(work, limit=5)], range(4))
    claimed = [digest for batch in batches for digest in batch]
    assert len(claimed) == len(digests)
    assert set(claimed) == digests


def test_a_claim_that_is_rolled_back_did_not_happen(work: SqlWork) -> None:
    """When marking the reminder fails, the digest stays due."""
    schedule(work, Digest(ACME, ANA, NOW))
    roll_back(work, lambda transaction: transaction.digests.claim_due(NOW, 1))
    assert len(claim(work)) == 1


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
    old, new = Profile(Person(ANA, "Ana"), NOW), Profile(Person(ANA, "Ana B.", "Europe/Lisbon"), NOW + HOUR)
    with work.writing() as transaction:
        transaction.people.save(ACME, old)
        transaction.people.save(WorkspaceId("T_OTHER"), old)
        transaction.people.save(ACME, new)
    with work.reading() as transaction:
        assert transaction.people.find(ACME, [ANA, BO]) == {ANA: new}
        assert transaction.people.find(ACME, []) == {}
