"""Whole lives at random: what people were told is what is stored, whatever they do and whenever the bot falls."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.usecases.simulation.machine import machine_on
from tests.usecases.simulation.world import World

SHORT = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=3_000, stateful_step_count=60)


def test_any_life_goes_as_the_model_says(engine: Engine) -> None:
    """Requests that are fresh, stale, repeated, late or cut off by a crash count once or are refused for a reason."""
    run_state_machine_as_test(machine_on(partial(World, engine)), settings=SHORT)


@pytest.mark.faults
def test_thousands_of_lives_go_as_the_model_says(engine: Engine) -> None:
    """The same, for minutes."""
    run_state_machine_as_test(machine_on(partial(World, engine)), settings=LONG)
