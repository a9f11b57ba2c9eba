"""A way past the triggers that guard the history, for tests that empty a database or tamper with one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Let events be changed and removed, as whoever owns the database could."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    named = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'")
    guards = connection.execute(named).all()
    for name, _ in guards:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, created in guards:
        connection.execute(text(created))
