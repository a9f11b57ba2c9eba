"""Engines: addresses that are understood, and what is set on every connection."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import StatementError

from bot.domain.errors import Refused
from bot.storage.engine import READS_ONLY, create_engine_for, parse_url
from bot.storage.tables import inbox


@pytest.mark.parametrize(
    "url",
    ["", "deploy-check.db", "mysql://u:secret@h/n", "sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite:///secret"],
)
def test_other_addresses_are_refused(url: str) -> None:
    """One sentence shows what an address looks like, and does not repeat what may be a password."""
    with pytest.raises(Refused, match="must look like sqlite:///") as refused:
        create_engine_for(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_through_psycopg(scheme: str) -> None:
    """Whichever way an address is written, the driver is the one that is installed."""
    parsed = parse_url(f"{scheme}://u:p@h:1/n?sslmode=require")
    assert parsed.render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h:1/n?sslmode=require"


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    """A SQLite file may lie in a folder that is not there yet."""
    engine = create_engine_for(f"sqlite:///{tmp_path / 'a' / 'b' / 'deploy-check.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_a_relative_path_starts_where_the_process_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes name a file in the current folder."""
    monkeypatch.chdir(tmp_path)
    engine = create_engine_for("sqlite:///here.db")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
    assert (tmp_path / "here.db").exists()


@pytest.mark.parametrize(
    ("sqlite", "postgresql", "expected"),
    [
        ("journal_mode", "timezone", {"wal", "UTC"}),
        ("foreign_keys", "application_name", {"1", "deploy-check"}),
        ("synchronous", "statement_timeout", {"2", "2500ms"}),
        ("busy_timeout", "lock_timeout", {"2500", "2s"}),
    ],
)
def test_every_connection_is_set_up(database_url: str, sqlite: str, postgresql: str, expected: set[str]) -> None:
    """Answers survive a power cut, rows refer to rows, and nothing waits as long as Slack does."""
    engine = create_engine_for(database_url)
    query = f"PRAGMA {sqlite}" if engine.dialect.name == "sqlite" else f"SHOW {postgresql}"
    readers = engine.execution_options(**{READS_ONLY: True})
    with readers.connect() as first, readers.connect() as second:
        found = {str(connection.exec_driver_sql(query).scalar_one()) for connection in (first, second)}
    engine.dispose()
    assert len(found) == 1
    assert found < expected


def test_a_moment_is_kept_in_utc_to_the_microsecond(engine: Engine) -> None:
    """Whichever zone a moment came in, it comes back as the same one in UTC, and sorts by time."""
    moment = datetime(2026, 3, 29, 1, 59, 59, 1, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    early = {"request": "early", "accepted_at": (moment - timedelta(microseconds=1)).astimezone(UTC)}
    with engine.begin() as connection:
        connection.execute(insert(inbox), [{"request": "late", "accepted_at": moment}, early])
        found = connection.execute(select(inbox).order_by(inbox.c.accepted_at)).all()
    assert [row.request for row in found] == ["early", "late"]
    assert (found[1].accepted_at, found[1].accepted_at.tzinfo) == (moment, UTC)


def test_a_moment_without_a_zone_is_refused(engine: Engine) -> None:
    """Nobody can say which moment it is."""
    naive = datetime(2026, 3, 29, 12)  # noqa: DTZ001 - the point
    row = {"request": "r", "accepted_at": naive}
    with engine.begin() as connection, pytest.raises(StatementError, match="no time zone"):
        connection.execute(insert(inbox), row)
