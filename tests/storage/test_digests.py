"""When people's reminders are due, and which list they have before them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.people import UserId
from bot.storage.work import SqlWork
from bot.usecases.ports import Digest
from bot.usecases.postings import PostingId
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


def test_scheduling_keeps_an_earlier_time(work: SqlWork) -> None:
    """A time that is set stands unless the new one comes before it; after it was claimed any can be set."""
    schedule(work, Digest(ACME, ANA, NOW + HOUR), Digest(ACME, ANA, NOW), Digest(ACME, ANA, NOW + HOUR))
    assert claim(work) == [Digest(ACME, ANA, NOW)]
    schedule(work, Digest(ACME, ANA, NOW + HOUR))
    assert claim(work) == [Digest(ACME, ANA, NOW + HOUR)]


def test_what_was_claimed_is_put_back(work: SqlWork) -> None:
    """The next time stands, or none, and it is known when the person was told."""
    schedule(work, Digest(ACME, ANA, NOW), Digest(ACME, BO, NOW))
    with work.writing() as transaction:
        transaction.digests.claim_due(NOW, 2)
        transaction.digests.put_back([Digest(ACME, ANA, NOW + HOUR, NOW), Digest(ACME, BO, None, NOW)])
    assert claim(work) == [Digest(ACME, ANA, NOW + HOUR, NOW)]


def test_what_lies_ahead_can_be_brought_forward(work: SqlWork) -> None:
    """A new calendar is counted by at once; what is due already keeps its place."""
    schedule(work, Digest(ACME, ANA, NOW + HOUR), Digest(ACME, BO, NOW - HOUR))
    with work.writing() as transaction:
        for user in (ANA, BO):
            transaction.digests.bring_forward(ACME, user, NOW)
    assert claim(work, NOW) == [Digest(ACME, BO, NOW - HOUR), Digest(ACME, ANA, NOW)]


def test_bringing_forward_makes_no_digest(work: SqlWork) -> None:
    """Who has no digest coming, never or no longer, gets none by it."""
    schedule(work, Digest(ACME, ANA, NOW))
    claim(work)
    with work.writing() as transaction:
        for user in (ANA, BO):
            transaction.digests.bring_forward(ACME, user, NOW)
    assert claim(work) == []


def test_a_shown_list_replaces_the_one_before(work: SqlWork) -> None:
    """Each list is replaced once, and showing the same one again replaces nothing."""
    lists = [PostingId(name) for name in ("a", "b", "b", "c")]
    with work.writing() as transaction:
        replaced = [transaction.digests.show(ACME, ANA, posting) for posting in lists]
    assert replaced == [None, "a", None, "b"]
    with work.reading() as transaction:
        assert (transaction.digests.shown(ACME, ANA), transaction.digests.shown(ACME, BO)) == ("c", None)


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


def test_who_is_told_beside_the_clock_is_told(work: SqlWork) -> None:
    """The due time stays as it is; somebody who never had a digest gets a row that waits for nothing."""
    schedule(work, Digest(ACME, ANA, NOW))
    with work.writing() as transaction:
        transaction.digests.tell(ACME, {ANA: NOW - HOUR, BO: NOW})
    assert claim(work) == [Digest(ACME, ANA, NOW, NOW - HOUR)]
