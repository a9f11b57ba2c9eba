"""Engines for tests, whose rows need to outlive neither the test nor the power."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.pool import PoolProxiedConnection

from bot.storage.engine import create_engine_for


@contextmanager
def hasty_engine(url: str) -> Iterator[Engine]:
    """Yield the bot's own engine, which on SQLite waits for no disk: that is a quarter of what some tests take."""
    engine = create_engine_for(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _trust_the_power)
    yield engine
    engine.dispose()


def _trust_the_power(connection: sqlite3.Connection, _record: PoolProxiedConnection) -> None:
    connection.execute("PRAGMA synchronous=OFF")
