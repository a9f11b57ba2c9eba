"""Public holidays come from a library; what the bot relies on is held here."""

from __future__ import annotations

from datetime import date

import pytest

from bot.calendars import countries, public_holiday


@pytest.mark.parametrize(
    ("country", "day", "is_free"),
    [
        ("DE", date(2026, 10, 3), True),
        ("US", date(2026, 11, 26), True),
        ("US", date(2026, 10, 3), False),
        ("IN", date(2026, 10, 2), True),
        ("SE", date(2026, 3, 8), False),
        ("XX", date(2026, 1, 1), False),
        ("", date(2026, 1, 1), False),
    ],
)
def test_holidays_are_those_of_the_country(country: str, day: date, *, is_free: bool) -> None:
    """A day off somewhere is a working day elsewhere, and an unknown country has none."""
    assert bool(public_holiday(country, day)) is is_free


def test_every_country_has_a_readable_name() -> None:
    """People look for a country by its name, in alphabetical order."""
    names = list(countries().values())

    assert countries()["BA"] == "Bosnia and Herzegovina"
    assert countries()["CD"] == "DR Congo"
    assert names == sorted(names)
    assert all(len(name) <= 75 and name[0].isupper() and "_" not in name for name in names)


def test_every_country_can_be_asked() -> None:
    """Nobody can choose a country for which the library then fails."""
    assert [code for code in countries() if not isinstance(public_holiday(code, date(2026, 1, 1)), str)] == []
