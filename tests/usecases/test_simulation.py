"""Whole lives at random: what people were told is what is stored, whatever they do and whenever the bot falls."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.engines import hasty_engine
from tests.usecases.simulation.machine import machine_on
from tests.usecases.simulation.sabotage import FAULTS, Sabotaged
from tests.usecases.simulation.world import World

SETTINGS = settings(stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
HUNT = settings(SETTINGS, max_examples=1_000, database=None, phases=[Phase.generate], report_multiple_bugs=False)
SHORT, LONG = {"sqlite": 25, "postgresql": 8}, {"sqlite": 400, "postgresql": 60}
"""How many lives each database goes through: while somebody waits for the tests, and with time for more."""


def test_any_life_goes_as_the_model_says(engine: Engine) -> None:
    """Requests that are fresh, stale, repeated, late or cut off by a crash count once or are refused for a reason."""
    live(engine, SHORT[engine.dialect.name])


@pytest.mark.faults
def test_hundreds_of_lives_go_as_the_model_says(engine: Engine) -> None:
    """The same, for minutes."""
    live(engine, LONG[engine.dialect.name])


def live(engine: Engine, times: int) -> None:
    run_state_machine_as_test(machine_on(partial(World, engine)), settings=settings(SETTINGS, max_examples=times))


@pytest.mark.faults
@pytest.mark.parametrize("fault", FAULTS)
def test_broken_storage_is_found(sqlite_template: Path, tmp_path: Path, fault: str) -> None:
    """The simulation can fail: each of these faults comes to light within a few hundred lives."""
    path = shutil.copy(sqlite_template, tmp_path / "deploy-check.db")
    with hasty_engine(f"sqlite:///{path}") as engine:
        broken = partial(World, engine, partial(Sabotaged, FAULTS[fault]))
        with pytest.raises(AssertionError):
            run_state_machine_as_test(machine_on(broken), settings=HUNT)
