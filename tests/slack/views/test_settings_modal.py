"""The settings form shows what holds, is read back as it was meant, and says what holds from now on."""

from __future__ import annotations

from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendars import countries
from bot.domain.errors import Refused
from bot.domain.worktime import Preferences, QuietHours
from bot.slack.settings_form import read_settings_form
from bot.slack.views.limits import problems
from bot.slack.views.settings_modal import saved_modal, settings_modal, what_holds
from tests.slack.submitting import submit, text

BERLIN = "Europe/Berlin"
FEAST = "Public holidays of Germany are left out."
HALF_HOURS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
QUIET = st.none() | st.builds(QuietHours, HALF_HOURS, HALF_HOURS)
PREFERENCES = st.builds(
    Preferences,
    hour=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    weekdays=st.frozensets(st.integers(0, 6)),
    quiet=QUIET,
    country=st.sampled_from(["", *countries()]),
    zone=st.sampled_from(["", *sorted(available_timezones())]),
    has_digest=st.booleans(),
)


@given(PREFERENCES)
def test_the_form_reads_back_what_the_modal_shows(wanted: Preferences) -> None:
    """Saving without a change changes nothing, and Slack takes every such form."""
    view = settings_modal(wanted, BERLIN, countries())

    assert problems("modal", view) == []
    assert read_settings_form(submit(view)) == wanted


@given(PREFERENCES)
def test_slack_takes_the_sentence(wanted: Preferences) -> None:
    """What holds is said in a view that Slack takes."""
    assert problems("modal", saved_modal(wanted, BERLIN, countries())) == []


@pytest.mark.parametrize(
    ("wanted", "zone", "said"),
    [
        (Preferences(), BERLIN, "Reminders come at 09:00 on Mon to Fri, your time (Europe/Berlin)."),
        (
            Preferences(time(8, 30), frozenset(range(4))),
            BERLIN,
            "Reminders come at 08:30 on Mon to Thu, your time (Europe/Berlin).",
        ),
        (
            Preferences(weekdays=frozenset({0, 2, 4, 5}), zone="Asia/Tokyo"),
            BERLIN,
            "Reminders come at 09:00 on Mon, Wed, Fri and Sat, your time (Asia/Tokyo).",
        ),
        (
            Preferences(weekdays=frozenset(range(7))),
            "",
            "Reminders come at 09:00 every day, UTC, since Slack does not say where you are.",
        ),
        (
            Preferences(quiet=QuietHours(time(22), time(7)), country="DE", zone="UTC"),
            BERLIN,
            "Reminders come at 09:00 on Mon to Fri, your time (UTC). Nothing comes between 22:00 and 07:00. " + FEAST,
        ),
        (
            Preferences(has_digest=False),
            BERLIN,
            "No daily list comes. What is assigned or escalated to you still reaches you.",
        ),
    ],
)
def test_it_says_what_holds(wanted: Preferences, zone: str, said: str) -> None:
    """Whoever saves reads in a sentence what they will get."""
    assert what_holds(wanted, zone, countries()) == said


@pytest.mark.parametrize(
    ("typed", "zone"),
    [(" Europe/Berlin ", BERLIN), ("America/New York", "America/New_York"), ("Europe / Berlin", BERLIN), (None, "")],
)
def test_a_zone_may_be_typed_as_people_write_it(typed: str | None, zone: str) -> None:
    """Spaces are no reason for a refusal."""
    view = settings_modal(Preferences(), BERLIN, countries())

    assert read_settings_form(submit(view, zone=text(typed))).zone == zone


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"quiet_start": {"type": "static_select", "selected_option": {"value": "22:00"}}}, "quiet_end"),
        ({"quiet_end": {"type": "static_select", "selected_option": {"value": "07:00"}}}, "quiet_start"),
        ({"hour": {"type": "timepicker", "selected_time": None}}, "hour"),
    ],
)
def test_half_an_answer_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    """Quiet hours have two ends, and a reminder has a time."""
    view = settings_modal(Preferences(), BERLIN, countries())

    with pytest.raises(Refused) as refusal:
        read_settings_form(submit(view, **changed))
    assert refusal.value.field == field
