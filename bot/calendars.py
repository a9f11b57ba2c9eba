"""Public holidays of countries, from the library `holidays`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays
from holidays.registry import COUNTRIES

_SMALL_WORDS = {"and", "da", "of", "the"}
_CAPITALS = {"dr": "DR"}


def public_holiday(country: str, day: date) -> str:
    """Return the name of a country's public holiday, in its own words; empty for a working day."""
    return _year(country, day.year).get(day, "")


@cache
def countries() -> Mapping[str, str]:
    """Return the readable names of all countries whose holidays are known, by two-letter code, in order."""
    named = {entry[1]: _readable(module) for module, entry in COUNTRIES.items()}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def _year(country: str, year: int) -> Mapping[date, str]:
    if country not in countries():
        return {}
    return dict(holidays.country_holidays(country, years=year))


def _readable(module: str) -> str:
    words = module.split("_")
    return " ".join(_CAPITALS.get(word, word if word in _SMALL_WORDS else word.capitalize()) for word in words)
