# ruff: noqa: INP001 - Alembic loads it by its path
"""Run by Alembic: by deploy-check itself over a connection that it hands in, or by the `alembic` command."""

import os

from alembic import context
from sqlalchemy import Connection

from bot.storage.engine import create_engine_for
from bot.storage.group_tables import section_groups


def run(connection: Connection) -> None:
    """Migrate within the connection's transaction."""
    # SQLite can alter a table only by making it anew, which Alembic calls a batch.
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=section_groups.metadata, render_as_batch=is_sqlite)
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    engine = create_engine_for(os.environ["DATABASE_URL"])
    with engine.begin() as own:
        run(own)
    engine.dispose()
