"""A deliverer at its desk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.playground import Playground
from bot.playground.server import Options
from tests.engines import hasty_engine
from tests.slack.desk import Clock, Desk


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    clock, path = Clock(), shutil.copy(sqlite_template, tmp_path / "deploy-check.db")
    with hasty_engine(f"sqlite:///{path}") as engine, Playground(Options(clock=clock)) as slack:
        yield Desk(engine, slack, clock)
