"""How a SQLite file, which has no statistics, finds what the reminders need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.domain.people import ChannelId, UserId
from bot.storage.engine import create_engine_for
from bot.storage.migrate import migrate
from bot.usecases.remind import send_due_digests
from tests.crowd import LEAD, WEDNESDAY, WORKSPACE, Crowd, ports_at


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine_for(f"sqlite:///{tmp_path / 'crowd.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@contextmanager
def plans(engine: Engine) -> Iterator[list[str]]:
    """Collect how each statement of the block finds its rows."""
    asked: list[tuple[str, object]] = []
    found: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append((statement, given[0] if isinstance(given, list) else given))

    event.listen(engine, "before_cursor_execute", remember)
    yield found
    event.remove(engine, "before_cursor_execute", remember)
    with engine.connect() as connection:
        for statement, given in asked:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)  # type: ignore[arg-type]  # the driver's own
            found.extend(row[3] for row in rows)


def test_the_deployment_of_a_thread_is_looked_up(engine: Engine) -> None:
    """Whoever mentions the bot in a thread lets it read one deployment, however many are open."""
    Crowd(deployments=3).gather(engine)
    ports = ports_at(engine, WEDNESDAY)
    with plans(engine) as found, ports.work.reading() as tx:
        assert tx.postings.board_at(WORKSPACE, ChannelId("C1"), "1.1") is None

    assert any("ix_postings_board" in plan for plan in found)


def test_a_tick_reads_nothing_of_those_who_are_not_due(engine: Engine) -> None:
    """Every statement starts from the people it is about: neither a whole table nor a whole workspace is read."""
    Crowd(deployments=3).gather(engine)
    Crowd(deployments=3).let_time_come(engine, range(1))
    ports = ports_at(engine, WEDNESDAY)
    with plans(engine) as found:
        assert send_due_digests(ports) == 1
        with ports.work.reading() as tx:
            assert len(tx.deployments.open_owned_by(WORKSPACE, UserId(f"{LEAD}-0"))) == 1

    assert any("ix_owners_user_id" in plan for plan in found)
    assert [plan for plan in found if plan.startswith("SCAN") or "(workspace=?)" in plan] == []
