"""The modal in which somebody says when they want to be reminded, and the sentences that say what holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from itertools import groupby

from bot.domain.worktime import Preferences
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import NOBODY_ELSE, VALUE, CallbackId, encode
from bot.slack.views.time_pickers import timepicker

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONE_LIMIT = 64


def settings_modal(preferences: Preferences, slack_zone: str, countries: Mapping[str, str]) -> Json:
    """Draw the form with what holds now."""
    return blocks.modal(
        "Your reminders",
        [
            blocks.context("One list a day at most, with everything that waits for you."),
            _digest(preferences),
            blocks.input_block("At what time?", timepicker(VALUE, preferences.hour), ids.HOUR_BLOCK),
            _weekdays(preferences),
            *_quiet(preferences),
            _country(preferences, countries),
            _zone(preferences, slack_zone),
        ],
        callback_id=CallbackId.SETTINGS,
        private_metadata=encode(NOBODY_ELSE),
        submit="Save",
        close="Close",
    )


def saved_modal(preferences: Preferences, slack_zone: str, countries: Mapping[str, str]) -> Json:
    """Say in the place of the form what holds from now on."""
    sentences = [blocks.section(blocks.safe(what_holds(preferences, slack_zone, countries), 2900))]
    return blocks.modal("Your reminders", sentences, close="Close")


def what_holds(preferences: Preferences, slack_zone: str, countries: Mapping[str, str]) -> str:
    """Say when reminders come, in plain sentences."""
    quiet, country = preferences.quiet, countries.get(preferences.country, "")
    if not preferences.has_digest:
        return "No daily list comes. What is assigned or escalated to you still reaches you."
    days, where = on_days(preferences.weekdays), _where(preferences, slack_zone)
    sentences = [
        f"Reminders come at {preferences.hour:%H:%M} {days}, {where}.",
        f"Nothing comes between {quiet.start:%H:%M} and {quiet.end:%H:%M}." if quiet else "",
        f"Public holidays of {country} are left out." if country else "",
    ]
    return " ".join(filter(None, sentences))


def on_days(weekdays: frozenset[int]) -> str:
    """Say "on Mon to Thu", "on Mon, Wed and Fri" or "every day"."""
    if len(weekdays) == len(DAYS):
        return "every day"
    return f"on {words.listed([part for run in _runs(weekdays) for part in _run_words(run)])}"


def _runs(weekdays: frozenset[int]) -> list[list[int]]:
    """Group days that follow each other."""
    numbered = enumerate(sorted(weekdays))
    return [[day for _, day in run] for _, run in groupby(numbered, lambda pair: pair[1] - pair[0])]


def _run_words(run: list[int]) -> list[str]:
    return [f"{DAYS[run[0]]} to {DAYS[run[-1]]}"] if run[2:] else [DAYS[day] for day in run]


def _where(preferences: Preferences, slack_zone: str) -> str:
    zone = preferences.zone or slack_zone
    return f"your time ({zone})" if zone else "UTC, since Slack does not say where you are"


def _digest(preferences: Preferences) -> Json:
    options = [
        blocks.option("Send me the list", ids.YES),
        blocks.option("Send me no list", ids.NO, "What is assigned or escalated to you still reaches you."),
    ]
    chosen = ids.YES if preferences.has_digest else ids.NO
    return blocks.input_block("Daily list", blocks.radio_buttons(VALUE, options, initial=chosen), ids.DIGEST_BLOCK)


def _weekdays(preferences: Preferences) -> Json:
    options = [blocks.option(name, str(day)) for day, name in enumerate(_LONG_DAYS)]
    ticked = [str(day) for day in sorted(preferences.weekdays)]
    return blocks.input_block(
        "On which days do you work?", blocks.checkboxes(VALUE, options, initial=ticked), ids.WEEKDAYS_BLOCK
    )


def _quiet(preferences: Preferences) -> list[Json]:
    quiet = preferences.quiet
    none = blocks.option("No quiet hours", ids.NONE)
    start = _half_hours(VALUE, [none], quiet.start if quiet else None)
    end = _half_hours(VALUE, [none], quiet.end if quiet else None)
    return [
        blocks.input_block("Quiet from", start, ids.QUIET_START_BLOCK),
        blocks.input_block(
            "Quiet until", end, ids.QUIET_END_BLOCK, hint="May be on the next day, as in 22:00 to 07:00."
        ),
    ]


def _half_hours(action_id: str, first: list[Json], chosen: time | None) -> Json:
    hours = [time(hour, minute) for hour in range(24) for minute in (0, 30)]
    options = [*first, *(blocks.option(f"{at:%H:%M}", f"{at:%H:%M}") for at in hours)]
    return blocks.static_select(action_id, options, initial=f"{chosen:%H:%M}" if chosen else ids.NONE)


def _country(preferences: Preferences, countries: Mapping[str, str]) -> Json:
    """Let people search by name: one select takes 100 options, but as many in each of its groups."""
    by_letter = groupby(countries.items(), lambda pair: pair[1][0])
    groups = [
        blocks.group("No country", [blocks.option("None, remind me on holidays too", ids.NONE)]),
        *(blocks.group(letter, [blocks.option(name, code) for code, name in some]) for letter, some in by_letter),
    ]
    known = preferences.country if preferences.country in countries else ids.NONE
    return blocks.input_block(
        "Leave out the public holidays of", blocks.static_select(VALUE, groups, initial=known), ids.COUNTRY_BLOCK
    )


def _zone(preferences: Preferences, slack_zone: str) -> Json:
    said = f"Slack says {slack_zone}." if slack_zone else "Slack does not say where you are, so UTC counts."
    field = blocks.text_input(
        VALUE, initial=preferences.zone, placeholder=slack_zone or "Europe/Berlin", max_length=_ZONE_LIMIT
    )
    return blocks.input_block(
        "Time zone", field, ids.ZONE_BLOCK, hint=f"Leave it empty to follow Slack. {said}", optional=True
    )
