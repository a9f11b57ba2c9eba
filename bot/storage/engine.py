"""Engines: SQLite and PostgreSQL set up so that transactions mean the same on both."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool, PoolProxiedConnection

from bot.domain.errors import Refused

__all__ = [
    "READS_ONLY",
    "Engine",
    "answers",
    "create_engine_for",
    "create_migration_engine",
    "parse_url",
    "require_answer",
]

READS_ONLY = "deploy_check_reads_only"
"""Execution option of a connection whose transactions only read."""

# Slack waits 3 s for an answer, so nothing in the database may wait longer.
_BUSY_SECONDS = 2.5
_POSTGRESQL_OPTIONS = (
    "-c statement_timeout=2500 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
)
_POSTGRESQL_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}
_MIGRATION_BUSY_SECONDS = 60.0


def create_engine_for(url: str) -> Engine:
    """Return an engine for `sqlite:///relative`, `sqlite:////absolute` or `postgresql://…`.

    The folder of a SQLite file is made when it is missing. Raises Refused for any other address.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed,
            pool_size=16,
            max_overflow=32,
            pool_timeout=_BUSY_SECONDS,
            connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
        )
        _prepare_sqlite(engine, foreign_keys=True)
        return engine
    # 32 listener threads, the deliverer and the clock; two replicas stay below PostgreSQL's default of 100.
    return create_engine(
        parsed,
        pool_size=10,
        max_overflow=30,
        pool_timeout=_BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "options": _POSTGRESQL_OPTIONS,
            "connect_timeout": 3,
            "application_name": "deploy-check",
        },
    )


def answers(engine: Engine) -> bool:
    """Say whether the database answers a question now."""
    try:
        with engine.connect() as connection:
            return bool(connection.scalar(text("SELECT 1")))
    except SQLAlchemyError:
        return False


def require_answer(engine: Engine) -> None:
    """Raise Refused, without the address and its password, when the database does not answer."""
    if not answers(engine):
        raise Refused("The database does not answer. Start it, or correct DATABASE_URL.", field="database_url")


def create_migration_engine(url: URL) -> Engine:
    """Return an engine for migrating a SQLite file.

    SQLite alters a table by making it anew, which would act on the rows that refer to it; so its connections do
    not hold foreign keys, and they wait long, for another migration.
    """
    engine = create_engine(
        url,
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "timeout": _MIGRATION_BUSY_SECONDS},
    )
    _prepare_sqlite(engine, foreign_keys=False)
    return engine


def parse_url(url: str) -> URL:
    """Return the address with its driver; raise Refused, without repeating what may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.drivername in _POSTGRESQL_SCHEMES:
        return parsed.set(drivername="postgresql+psycopg")
    # A database in memory would be another one on every connection.
    if parsed is not None and parsed.drivername == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed
    raise Refused(
        "The database address must look like sqlite:///deploy-check.db or postgresql://user:password@host/name.",
        field="database_url",
    )


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: PoolProxiedConnection) -> None:
        # The driver's own BEGIN comes only before the first write, which leaves the reads before it outside.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get(READS_ONLY, False)
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
