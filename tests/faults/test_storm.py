"""A short storm on either database: what `python -m tests.faults` does a thousand times over."""

from __future__ import annotations

import pytest

from tests.faults.storm import KILLED, Forecast, weather

pytestmark = pytest.mark.faults

CYCLES = 26


def test_a_bot_on_sqlite_weathers_a_storm() -> None:
    """A bot killed at any moment, before a Slack with faults, keeps every saved answer and leaves each message once."""
    expect_no_damage(Forecast(CYCLES))


@pytest.mark.usefixtures("postgres_url")
def test_two_bots_on_postgresql_weather_a_storm() -> None:
    """Two bots, one database that also falls and stands still: nothing is lost, and nothing is said twice."""
    expect_no_damage(Forecast(CYCLES, "postgres", replicas=2))


def expect_no_damage(forecast: Forecast) -> None:
    outcome = weather(forecast)

    assert outcome.complaints == []
    assert outcome.happened[KILLED] >= forecast.cycles
    assert outcome.saved > 0
