"""Reads the settings form, the inverse of its modal."""

from __future__ import annotations

from datetime import time

from bot.domain.errors import Refused
from bot.domain.worktime import Preferences, QuietHours
from bot.slack.form_fields import Values, held, picked, typed
from bot.slack.views import ids


def read_settings_form(values: Values) -> Preferences:
    """Return what the form says; the domain says whether it will do. Raises Refused, its field being the block_id."""
    return Preferences(
        hour=_hour(values),
        weekdays=frozenset(int(day) for day in picked(held(values, ids.WEEKDAYS_BLOCK)) if day in set("0123456")),
        quiet=_quiet(values),
        country=_chosen(values, ids.COUNTRY_BLOCK),
        zone=_zone_name(typed(held(values, ids.ZONE_BLOCK))),
        has_digest=_chosen(values, ids.DIGEST_BLOCK) != ids.NO,
    )


def _hour(values: Values) -> time:
    try:
        return time.fromisoformat(str(held(values, ids.HOUR_BLOCK).get("selected_time") or ""))
    except ValueError as error:
        raise Refused("Give the time as hours and minutes.", field=ids.HOUR_BLOCK) from error


def _quiet(values: Values) -> QuietHours | None:
    start, end = _chosen(values, ids.QUIET_START_BLOCK), _chosen(values, ids.QUIET_END_BLOCK)
    if not start and not end:
        return None
    if not start or not end:
        missing = ids.QUIET_END_BLOCK if start else ids.QUIET_START_BLOCK
        raise Refused("Quiet hours need a beginning and an end: choose both, or neither.", field=missing)
    return QuietHours(time.fromisoformat(start), time.fromisoformat(end))


def _chosen(values: Values, block_id: str) -> str:
    """Return the value of the chosen option, empty for none."""
    value = next(iter(picked(held(values, block_id))), "")
    return "" if value == ids.NONE else value


def _zone_name(text: str) -> str:
    """Take "europe / berlin" and "America/New York" for what they mean."""
    return "/".join("_".join(part.split()) for part in text.split("/"))
