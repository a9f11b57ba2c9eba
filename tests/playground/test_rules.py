"""The small rules underneath: elements, words, time stamps and the seed."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.elements import accept, complaints, state_values
from bot.playground.records import SlackError
from bot.playground.seed import SeedRefused, load_seed
from bot.playground.timeline import Timeline
from bot.playground.wording import as_posted
from tests.playground.conftest import SEED, TEXT

OPTIONS = [{"text": TEXT, "value": value} for value in "abc"]


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": "b", "label": TEXT, "element": {"action_id": "a", **element}, **more}


@pytest.mark.parametrize(
    ("element", "given_value", "held"),
    [
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": {"value": "b"}}, OPTIONS[1]),
        ({"type": "radio_buttons", "options": OPTIONS}, {}, None),
        ({"type": "checkboxes", "options": OPTIONS}, {"selected_options": [{"value": "a"}]}, OPTIONS[:1]),
        ({"type": "checkboxes", "options": OPTIONS}, {}, []),
        ({"type": "users_select"}, {"selected_user": "U1"}, "U1"),
        ({"type": "multi_users_select"}, {"selected_users": ["U1", "U2"]}, ["U1", "U2"]),
        ({"type": "datepicker"}, {"selected_date": "2026-01-31"}, "2026-01-31"),
        ({"type": "plain_text_input"}, {"value": ""}, None),
        ({"type": "file_input", "filetypes": ["md"]}, {"files": [{"filetype": "md"}]}, [{"filetype": "md"}]),
        ({"type": "file_input"}, {}, []),
    ],
)
def test_an_element_holds_what_fits(element: dict[str, Any], given_value: dict[str, Any], held: Any) -> None:
    """Values have Slack's shapes, and an empty one is null or an empty list."""
    state = accept(element, given_value)

    assert state.pop("type") == element["type"]
    assert list(state.values()) == [held]


@pytest.mark.parametrize(
    ("element", "given_value"),
    [
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": {"value": "z"}}),
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": "a"}),
        (
            {"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1},
            {"selected_options": OPTIONS[:2]},
        ),
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": {"value": []}}),
        ({"type": "static_select", "options": OPTIONS}, {"selected_option": OPTIONS}),
        ({"type": "checkboxes", "options": OPTIONS}, {"selected_options": OPTIONS[0]}),
        ({"type": "multi_users_select"}, {"selected_users": "U1"}),
        ({"type": "datepicker"}, {"selected_date": "tomorrow"}),
        ({"type": "datepicker"}, {"selected_date": "2026-13-01"}),
        ({"type": "timepicker"}, {"selected_time": "24:00"}),
        ({"type": "datetimepicker"}, {"selected_date_time": "soon"}),
        ({"type": "users_select"}, {"selected_user": "Ann"}),
        ({"type": "plain_text_input"}, {"value": 7}),
        ({"type": "file_input", "max_files": 1}, {"files": [{"filetype": "pdf"}, {"filetype": "md"}]}),
        ({"type": "file_input", "filetypes": ["pdf"]}, {"files": [{"filetype": "exe"}]}),
        ({"type": "file_input"}, {"files": ["F0123"]}),
    ],
)
def test_an_element_refuses_the_rest(element: dict[str, Any], given_value: dict[str, Any]) -> None:
    """A stale or forged page cannot put in what was never offered."""
    with pytest.raises(SlackError, match="invalid_input"):
        accept(element, given_value)


@pytest.mark.parametrize(
    ("element", "typed", "sentence"),
    [
        ("number_input", "many", "Please enter a number."),
        ("url_text_input", "x.example", "Please enter a web address."),
        ("email_text_input", "ann", "Please enter an email address."),
        ("number_input", "0.5", "Please enter a whole number."),
        ("number_input", "-2", "Please enter -1 or more."),
        ("number_input", "10", "Please enter 9 or less."),
        ("number_input", "-1", None),
        ("url_text_input", "https://x.example", None),
        ("email_text_input", "ann@x.example", None),
    ],
)
def test_a_typed_value_must_fit_its_field(element: str, typed: str, sentence: str | None) -> None:
    """Numbers, addresses and emails are checked before the app is asked."""
    values = {"b": {"a": {"type": element, "value": typed}}}

    limits = {"is_decimal_allowed": False, "min_value": "-1", "max_value": "9"} if element == "number_input" else {}
    assert complaints([field({"type": element, **limits})], values).get("b") == sentence


def test_initial_values_count_until_somebody_changes_them() -> None:
    """The state of an untouched form is what it was drawn with."""
    blocks = [
        field({"type": "plain_text_input", "initial_value": "churn"}),
        {**field({"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[2]}), "block_id": "c"},
    ]
    stored = {"c": {"a": {"type": "static_select", "selected_option": None}}}
    values = state_values(blocks, stored)

    assert values["b"]["a"]["value"] == "churn"
    assert values["c"]["a"]["selected_option"] is None


@settings(deadline=None)
@given(st.text(st.sampled_from("ab <>&@#!|U1htps:/.'\"\n")))
def test_posted_text_reads_as_it_was_typed(typed: str) -> None:
    """Escaping loses nothing, and leaves no bracket that is not a reference or a link."""
    posted = as_posted(typed)
    without_links = re.sub(r"<(https?://[^<>|]+|[@#!][^<>|]+)>", r"\1", posted)

    assert "<" not in without_links
    assert html.unescape(without_links) == re.sub(r"<([@#][UWC][A-Z0-9]+)>", r"\1", typed)


@settings(deadline=None)
@given(st.lists(st.integers(-5_000_000, 5_000_000), min_size=2))
def test_stamps_grow_whatever_the_clock_does(steps: list[int]) -> None:
    """A clock that stands still or runs backwards cannot give a ts twice."""
    moments = iter([1_700_000_000 + step / 1_000_000 for step in steps])
    timeline = Timeline(lambda: datetime.fromtimestamp(next(moments), UTC))
    stamps = [timeline.next_ts() for _ in steps]

    assert stamps == sorted(set(stamps))


def test_the_shipped_workspace_loads() -> None:
    """Everybody lives in another time zone; a guest, somebody who left and a stranger stay out of the main channel."""
    seed = load_seed()
    people = [person for person in seed.people if not person.is_bot]
    main = [person for person in people if person.id in seed.channels[0].members]

    assert len({person.tz for person in people}) == len(people) == 11
    assert [seed.bot.user_id in channel.members for channel in seed.channels] == [True, True, False, True, True]
    assert len(main) == 8
    assert not any(person.is_guest or person.deleted or person.is_stranger for person in main)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("tz: Africa/Accra", "tz: Africa/Wakanda", "unknown time zone Africa/Wakanda"),
        ("members: [ann, bo, cy]", "members: [ann, dee]", "#no-bot names the unknown person dee"),
        ("users: [ann, cy]", "users: [zed]", "@leads names the unknown person zed"),
        ("channel: open, by", "channel: closed, by", "the unknown channel closed"),
        ("app_home_opened", "reaction_removed", "nothing here is a reaction_removed event"),
        ("U0BO00001", "U0ANN0001", "the id U0ANN0001 is used twice"),
        ("by: ann", "by: ann, at: noon", "Extra inputs are not permitted"),
        ("id: U0CY00001,", "id: U0CY00001, team_id: T0OTHER01,", "#no-bot is not shared with cy"),
        ("workspace:", "workspace: [", "while parsing"),
    ],
)
def test_a_wrong_seed_names_its_problem(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """A mistake in the file is found when it is read, not when somebody trips over it."""
    path = tmp_path / "seed.yaml"
    path.write_text(SEED.replace(old, new), encoding="utf-8")

    with pytest.raises(SeedRefused, match=re.escape(problem)):
        load_seed(path)
