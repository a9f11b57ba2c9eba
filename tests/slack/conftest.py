"""A deliverer at its desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.playground import Playground
from bot.playground.server import Options
from bot.storage.engine import create_engine_for
from tests.slack.desk import Clock, Desk


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    clock, path = Clock(), shutil.copy(sqlite_template, tmp_path / "deploy-check.db")
    engine = create_engine_for(f"sqlite:///{path}")
    with Playground(Options(clock=clock)) as slack:
        yield Desk(engine, slack, clock)
    engine.dispose()
