"""Events are chained as they are stored, stay as they are, and tell of it when somebody gets at them anyway."""

from __future__ import annotations

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.domain.chain import Chain, Fault, faults_in
from bot.domain.deployment import DeploymentId
from bot.domain.errors import NotFound
from bot.domain.events import EventKind
from bot.storage import tables
from bot.storage.migrate import alembic_config, migrate
from bot.storage.work import SqlWork
from tests.storage.examples import BY_ANA, DATA, LIMITS, answered, change, keep, opened, sign_off
from tests.unguarded import unguarded

ID = DeploymentId("d1")
EVENTS = 6
PLACES = st.integers(1, EVENTS)


@pytest.fixture
def published(work: SqlWork) -> SqlWork:
    """Keep a deployment whose history has six events, of which the last published it, and another one."""
    keep(work, answered("d1"), opened("d2"))
    change(work, "d1", lambda d: d.set_lead(d.lead + "2", BY_ANA))  # type: ignore[arg-type]  # any other user
    change(work, "d1", lambda d: sign_off(d, LIMITS))
    change(work, "d1", lambda d: d.assign(LIMITS, (), BY_ANA))
    change(work, "d1", lambda d: sign_off(d, DATA))
    return work


def chain(work: SqlWork) -> Chain:
    with work.reading() as transaction:
        return transaction.history.chain_of(ID)


def first_fault(engine: Engine) -> Fault | None:
    return next(iter(faults_in(chain(SqlWork(engine, lambda: None)))), None)


def tamper(connection: Connection, statement: str, **values: object) -> None:
    with unguarded(connection):
        connection.execute(text(statement), values)


def test_what_is_stored_is_a_chain_without_faults(published: SqlWork) -> None:
    """The heads of the deployment's row are those of its last event and of the one that closed it."""
    stored = chain(published)
    assert [link.sequence for link in stored.links] == list(range(1, EVENTS + 1))
    assert stored.head == stored.closed_head == stored.links[-1].digest
    assert faults_in(stored) == ()


def test_a_deployment_carries_the_head_that_it_was_closed_with(published: SqlWork) -> None:
    """What its summary says stays the same when something is recorded later."""
    with published.writing() as transaction:
        closed = transaction.deployments.get(ID)
        transaction.deployments.save(closed, closed, [closed.event(EventKind.DUE_CHANGED, BY_ANA)])
    with published.reading() as transaction:
        assert transaction.deployments.get(ID).head == closed.head
    stored = chain(published)
    assert stored.head != stored.closed_head == closed.head
    assert faults_in(stored) == ()


def test_deployments_are_found_by_id_and_by_model(published: SqlWork) -> None:
    """Models are compared without regard to case, as everywhere."""
    with published.reading() as transaction:
        found = transaction.history.deployments
        assert (found("d2"), found("churn"), found(), found("none")) == (["d2"], ["d1", "d2"], ["d1", "d2"], [])
        with pytest.raises(NotFound):
            transaction.history.chain_of(DeploymentId("none"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET after = 'yes' WHERE sequence = 2",
        "UPDATE events SET sequence = 99 WHERE sequence = 2",
        "DELETE FROM events WHERE sequence = 2",
        "DELETE FROM events",
        "TRUNCATE events",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE sequence = 2",
        "REPLACE INTO events SELECT * FROM events",
        "UPDATE OR REPLACE events SET sequence = 1 WHERE sequence = 2",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(published: SqlWork, engine: Engine, statement: str) -> None:
    """Whoever can write, but not alter the tables, can only append."""
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite == statement.startswith("TRUNCATE") or (not is_sqlite and "REPLACE" in statement):
        pytest.skip("the other database's own words")
    before = chain(published)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert chain(published) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_any_change_of_a_stored_event_is_found_at_its_place(
    published: SqlWork, engine: Engine, drawn: st.DataObject
) -> None:
    """No column of any event can be written over without the audit noticing where."""
    place = drawn.draw(PLACES)
    columns = [column for column in tables.events.c if column.name not in {"deployment_id", "sequence", "done_at"}]
    column = drawn.draw(st.sampled_from(columns))
    other = 77 if column.name == "revision" else drawn.draw(st.sampled_from(["", "yes", "ü"]))
    mine = (tables.events.c.deployment_id == ID) & (tables.events.c.sequence == place)
    with engine.begin() as connection, unguarded(connection):
        was = connection.execute(select(column).where(mine)).scalar_one()
        connection.execute(update(tables.events).where(mine).values({column.name: other}))
    fault = first_fault(engine)
    assert (fault.sequence if fault else None) == (place if was != other else None)
    with engine.begin() as connection, unguarded(connection):
        connection.execute(update(tables.events).where(mine).values({column.name: was}))
    assert faults_in(chain(published)) == ()


@pytest.mark.parametrize("place", range(1, EVENTS + 1))
def test_a_removed_event_is_found_at_its_place(published: SqlWork, engine: Engine, place: int) -> None:
    """Also the last one, which nothing follows."""
    assert faults_in(chain(published)) == ()
    with engine.begin() as connection:
        tamper(connection, "DELETE FROM events WHERE deployment_id = 'd1' AND sequence = :place", place=place)
    fault = first_fault(engine)
    assert fault
    assert fault.sequence == place


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 5), (4, 6)])
def test_events_that_changed_places_are_found(published: SqlWork, engine: Engine, one: int, other: int) -> None:
    """The first of the two places is told first."""
    assert faults_in(chain(published)) == ()
    swap = "UPDATE events SET sequence = :to WHERE deployment_id = 'd1' AND sequence = :place"
    with engine.begin() as connection:
        for place, to in ((one, 99), (other, one), (99, other)):
            tamper(connection, swap, place=place, to=to)
    fault = first_fault(engine)
    assert fault
    assert fault.sequence == one


def test_another_moment_is_found(published: SqlWork, engine: Engine) -> None:
    """Also something that is no moment at all, which SQLite keeps in any column."""
    assert faults_in(chain(published)) == ()
    written = ["2026-03-02 09:00:01"] + (["long ago"] if engine.dialect.name == "sqlite" else [])
    for moment in written:
        with engine.begin() as connection:
            tamper(connection, "UPDATE events SET done_at = :moment WHERE sequence = 3", moment=moment)
        fault = first_fault(engine)
        assert fault
        assert fault.sequence == 3


def test_a_migration_chains_what_was_there_before(published: SqlWork, engine: Engine) -> None:
    """Events that an older version stored get the digests that this one would have written."""
    before = chain(published)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0001")
    migrate(engine)
    assert chain(SqlWork(engine, lambda: None)) == before
