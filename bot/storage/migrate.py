"""Bring a database to the newest schema; several starters at once take turns."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.domain.errors import Refused
from bot.files import shipped
from bot.storage.engine import create_migration_engine

_ADVISORY_LOCK = 0x6465706C6F79
"""Any number that nobody else locks in this database: "deploy" in ASCII."""


def migrate(engine: Engine, revision: str = "head") -> None:
    """Upgrade to a revision, all in one transaction.

    Raises RuntimeError, and changes nothing, when rows of a SQLite file would refer to rows that are not there.
    """
    if engine.dialect.name == "sqlite":
        with create_migration_engine(engine.url).begin() as connection:
            command.upgrade(alembic_config(connection), revision)
            require_references(connection)
        return
    with engine.begin() as connection:
        _take_turn(connection)
        command.upgrade(alembic_config(connection), revision)


def require_newest_schema(engine: Engine) -> None:
    """Raise Refused unless the database has the schema that this version writes."""
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        newest = ScriptDirectory.from_config(alembic_config(connection)).get_current_head()
    if now != newest:
        raise Refused(
            "This database is empty or belongs to another version. Check DATABASE_URL, or start the bot once with "
            "deploy-check run, which brings it up to date.",
            field="database_url",
        )


def alembic_config(connection: Connection) -> Config:
    """Return a configuration without any file, so that it works from any folder and for any installation."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    return config


def require_references(connection: Connection) -> None:
    """Raise RuntimeError when a row of a SQLite file refers to a row that is not there."""
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    if dangling:
        named = ", ".join(sorted({str(row[0]) for row in dangling}))
        raise RuntimeError(f"{len(dangling)} rows refer to rows that are not there; tables: {named}")


def _take_turn(connection: Connection) -> None:
    # The limits of the app would end a migration of much data, and the wait for another replica's.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
