"""Migrations lead to the tables that the code knows, from anywhere and for several starters at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, text

from bot.storage.engine import create_engine_for, create_migration_engine
from bot.storage.migrate import alembic_config, migrate, require_references
from bot.storage.tables import answers, metadata
from bot.storage.work import SqlWork
from tests.storage.examples import answered, at_once, keep


def tables_in(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_one_in_the_code(engine: Engine) -> None:
    """Alembic finds no difference between the migrations and tables.py."""
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_there_is_one_head(engine: Engine) -> None:
    """Two branches merged side by side would leave it open which schema is the newest."""
    with engine.connect() as connection:
        assert len(ScriptDirectory.from_config(alembic_config(connection)).get_heads()) == 1


def test_a_new_database_is_migrated_from_any_folder(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No configuration file needs to be near; doing it twice changes nothing."""
    monkeypatch.chdir(tmp_path)
    engine = create_engine_for(database_url)
    migrate(engine)
    migrate(engine)
    assert tables_in(engine) == set(metadata.tables)
    engine.dispose()


def test_every_migration_can_be_taken_back(engine: Engine, work: SqlWork) -> None:
    """Down to nothing and up again, also with rows in the tables."""
    keep(work, answered("d1"))
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert tables_in(engine) == set()
    migrate(engine)
    assert tables_in(engine) == set(metadata.tables)


def test_several_starters_take_turns(database_url: str) -> None:
    """Four replicas that start at once on an empty database all come up."""
    engines = [create_engine_for(database_url) for _ in range(4)]
    at_once(migrate, engines)
    assert tables_in(engines[0]) == set(metadata.tables)
    for engine in engines:
        engine.dispose()


def test_making_a_table_anew_keeps_what_refers_to_it(engine: Engine, work: SqlWork) -> None:
    """SQLite alters a table by dropping it, which must not take answers along."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    keep(work, answered("d1"))
    with create_migration_engine(engine.url).begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        for table in ("deployments", "sections"):
            with operations.batch_alter_table(table, recreate="always"):
                pass
        require_references(connection)
        assert connection.execute(select(func.count()).select_from(answers)).scalar() == 2


def test_a_migration_that_loses_rows_is_rolled_back(engine: Engine) -> None:
    """On SQLite, where foreign keys are off meanwhile, a row that refers to nothing stops the migration."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL holds foreign keys throughout")
    with create_migration_engine(engine.url).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO sections (deployment_id, section_key, reopened_reason, revision) "
                "VALUES ('none', 'data', '', 1)"
            )
        )
    with pytest.raises(RuntimeError, match=r"1 rows refer .* sections"):
        migrate(engine)
