"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy spells once per database."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table) -> sqlite.Insert:
    """Return an INSERT that has `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    if connection.dialect.name == "postgresql":
        # Both classes offer the same methods without sharing a base that declares them.
        return postgresql.insert(table)  # type: ignore[return-value]
    return sqlite.insert(table)
