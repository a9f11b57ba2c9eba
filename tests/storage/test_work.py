"""Transactions: what several of them at once may and may not do to each other."""

from __future__ import annotations

from threading import Barrier

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from bot.domain.answers import Reply, Written
from bot.domain.checklist import AnswerKind, SectionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus
from bot.domain.errors import ChangedMeanwhile
from bot.domain.events import Event, EventKind
from bot.domain.people import UserId
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.postings import PostingKind
from tests.storage.conftest import Wakes
from tests.storage.examples import (
    ACME,
    BO,
    BY_ANA,
    DATA,
    LIMITS,
    NOW,
    answered,
    at_once,
    card,
    change,
    keep,
    opened,
    question,
    roll_back,
    sign_off,
)

THREADS, TIMES = 8, 20
COUNTER = question(DATA, AnswerKind.TEXT).key
NAME = DeploymentId("d1")


def count_up(deployment: Deployment) -> tuple[Deployment, tuple[Event, ...]]:
    """Answer with one more than was answered before."""
    answer = deployment.section(DATA).answers.get(COUNTER)
    reached = int(answer.value.text) if answer and isinstance(answer.value, Written) else 0
    seen = answer.version if answer else 0
    return deployment.answer(DATA, {COUNTER: Reply(Written(str(reached + 1)), seen=seen)}, BY_ANA)


def counted(work: SqlWork) -> int:
    with work.reading() as transaction:
        value = transaction.deployments.get(NAME).section(DATA).answers[COUNTER].value
    assert isinstance(value, Written)
    return int(value.text)


def lead(work: SqlWork) -> UserId:
    with work.reading() as transaction:
        return transaction.deployments.get(NAME).lead


def test_no_update_is_lost(work: SqlWork) -> None:
    """Eight threads that each count up twenty times reach 160: loading locks until the end."""
    keep(work, opened("d1"))

    def count_often(_: int) -> None:
        for _ in range(TIMES):
            change(work, "d1", count_up)

    at_once(count_often, range(THREADS))
    assert counted(work) == THREADS * TIMES


def test_no_update_is_lost_without_the_lock_either(work: SqlWork) -> None:
    """Of changes that were computed from a state read earlier, each is either counted or refused."""
    keep(work, opened("d1"))

    def count_late(_: int) -> bool:
        with work.reading() as transaction:
            before = transaction.deployments.get(NAME)
        try:
            with work.writing() as transaction:
                transaction.deployments.save(before, *count_up(before))
        except ChangedMeanwhile:
            return False
        return True

    done = [saved for _ in range(TIMES) for saved in at_once(count_late, range(THREADS))]
    assert counted(work) == done.count(True)


@pytest.mark.parametrize("repeat", range(10))
def test_the_last_two_sign_offs_at_once_publish_once(work: SqlWork, repeat: int) -> None:
    """Whoever signs last publishes: never nobody, because each saw the other unsigned, and never both."""
    keep(work, answered("d1"))
    start = Barrier(2)

    def sign(section: SectionKey) -> DeploymentStatus:
        start.wait(timeout=10)
        with work.writing() as transaction:
            before = transaction.deployments.get(NAME)
            after, events = sign_off(before, section)
            transaction.deployments.save(before, after, events)
            if after.status is DeploymentStatus.PUBLISHED:
                transaction.postings.want(card("d1", kind=PostingKind.SUMMARY), at=NOW)
        return after.status

    sections = [DATA, LIMITS] if repeat % 2 else [LIMITS, DATA]
    assert sorted(at_once(sign, sections)) == [DeploymentStatus.OPEN, DeploymentStatus.PUBLISHED]
    with work.reading() as transaction:
        kinds = [event.kind for event in transaction.history.events_of(NAME)]
        summary = transaction.postings.find(ACME, PostingKind.SUMMARY, "d1")
    assert kinds.count(EventKind.PUBLISHED) == 1
    assert summary is not None
    assert summary.wanted == 1


def test_what_fails_leaves_no_trace(work: SqlWork, wakes: Wakes) -> None:
    """A transaction whose block raises is rolled back whole, and wakes nobody."""
    keep(work, opened("d1"))
    roll_back(work, lambda transaction: transaction.postings.want(card("c"), at=NOW))
    with work.reading() as transaction:
        assert transaction.postings.find(ACME, PostingKind.CARD, "c") is None
    assert wakes.count == 0


def test_the_deliverer_is_woken_after_the_commit(engine: Engine) -> None:
    """When it wakes it sees what was wanted, and the next writer need not wait for it."""
    seen: list[bool] = []

    def on_wake() -> None:
        with work.writing() as transaction:
            seen.append(transaction.postings.find(ACME, PostingKind.CARD, "c") is not None)

    work = SqlWork(engine, on_wake)
    with work.writing() as transaction:
        transaction.postings.want(card("c"), at=NOW)
        transaction.postings.want(card("c"), at=NOW)
        assert seen == []
    assert seen == [True]


def test_nobody_is_woken_for_nothing(work: SqlWork, wakes: Wakes) -> None:
    """A transaction that wants no posting leaves the deliverer asleep."""
    keep(work, opened("d1"))
    assert wakes.count == 0


def test_reading_sees_one_moment(work: SqlWork) -> None:
    """What is committed after the first look stays unseen until the reading ends."""
    keep(work, opened("d1"))
    with work.reading() as transaction:
        before = transaction.deployments.get(NAME)
        change(work, "d1", lambda d: d.set_lead(BO, BY_ANA))
        assert transaction.deployments.get(NAME) == before
    assert lead(work) == BO


def test_reading_waits_for_no_writer(work: SqlWork) -> None:
    """While a change is not committed, readers see the state before it at once."""
    keep(work, opened("d1"))
    with work.writing() as transaction:
        before = transaction.deployments.get(NAME)
        transaction.deployments.save(before, *before.set_lead(BO, BY_ANA))
        assert lead(work) == before.lead
    assert lead(work) == BO


def test_a_reading_transaction_cannot_write(work: SqlWork) -> None:
    """A use case that opened the wrong kind of transaction fails on both databases; the next writer does not."""
    with work.reading() as transaction, pytest.raises(DBAPIError, match=r"read-only|readonly"):
        transaction.postings.want(card("c"), at=NOW)
    keep(work, opened("d1"))


def test_one_writer_does_not_open_a_second_transaction(engine: Engine, work: SqlWork) -> None:
    """On SQLite, where it would wait for itself for ever, a writing transaction inside another one is refused."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets two transactions write at once")
    with work.writing(), pytest.raises(RuntimeError, match="inside another one"), work.writing():
        pass


def test_who_waits_too_long_is_asked_to_try_again(work: SqlWork, migrated_url: str, wakes: Wakes) -> None:
    """A lock held by another process becomes a sentence for people before Slack gives up."""
    keep(work, opened("d1"))
    impatient = create_engine_for(migrated_url)
    wait_briefly = "PRAGMA busy_timeout = 20" if impatient.dialect.name == "sqlite" else "SET lock_timeout = 20"
    event.listen(impatient, "connect", lambda connection, _: connection.cursor().execute(wait_briefly).close())
    with work.writing() as transaction:
        transaction.deployments.get(NAME)
        with pytest.raises(ChangedMeanwhile):
            change(SqlWork(impatient, wakes), "d1", lambda d: d.set_lead(BO, BY_ANA))
    impatient.dispose()
