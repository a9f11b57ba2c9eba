"""What a person puts into a field, as the page sends it."""

from typing import Any

import pytest

from bot.playground.answering import CannotAnswer, answer, attachable, clicks_for, shown_value
from bot.playground.reading import Field, Names
from bot.slack.views import blocks as b

NAMES = Names(users={"U1": "Priya Raman", "U2": "Ben Okafor", "U3": "Ben Okafor"}, channels={"C1": "ml-deployments"})
YES, NO = b.option("Yes", "yes"), b.option("No", "no")


def beside(element: dict[str, Any]) -> Field:
    return Field("Question", "b", element, acts=False)


@pytest.mark.parametrize(
    ("element", "wanted", "sent"),
    [
        (b.text_input("a"), ["x"], {"value": "x"}),
        (b.text_input("a"), [], {"value": None}),
        (b.radio_buttons("a", [YES, NO]), ["No"], {"selected_option": NO}),
        (b.static_select("a", [b.group("G", [YES, NO])]), ["Yes"], {"selected_option": YES}),
        (b.checkboxes("a", [YES, NO]), ["No", "Yes"], {"selected_options": [NO, YES]}),
        (b.checkboxes("a", [YES, NO]), [], {"selected_options": []}),
        (b.users_select("a"), ["Priya Raman"], {"selected_user": "U1"}),
        (b.multi_users_select("a"), ["@Priya Raman"], {"selected_users": ["U1"]}),
        ({"type": "channels_select"}, ["#ml-deployments"], {"selected_channel": "C1"}),
        (b.datepicker("a"), ["2026-03-31"], {"selected_date": "2026-03-31"}),
        ({"type": "timepicker"}, ["09:30"], {"selected_time": "09:30"}),
        ({"type": "number_input", "is_decimal_allowed": True}, ["0.93"], {"value": "0.93"}),
    ],
)
def test_an_answer_is_sent_under_the_key_of_its_element(
    element: dict[str, Any], wanted: list[str], sent: dict[str, Any]
) -> None:
    """Each kind of element has its own key, and takes what a person sees in it."""
    assert answer(beside(element), wanted, NAMES) == sent


@pytest.mark.parametrize(
    ("element", "wanted", "reason"),
    [
        (b.text_input("a", max_length=3), ["four"], "stops at 3 characters, the text has 4"),
        (b.radio_buttons("a", [YES, NO]), ["Maybe"], "does not offer 'Maybe', but 'Yes', 'No'"),
        (b.radio_buttons("a", [YES, NO]), ["Yes", "No"], "takes one answer, not 2"),
        (b.users_select("a"), ["Ben Okafor"], "offers 2 entries called 'Ben Okafor'"),
        (b.users_select("a"), ["Nobody"], "offers 0 entries called 'Nobody'"),
        (b.datepicker("a"), ["tomorrow"], "does not take 'tomorrow'"),
        ({"type": "timepicker"}, ["9"], "does not take '9'"),
        ({"type": "datetimepicker"}, ["2026-03-31"], "does not take '2026-03-31'"),
        ({"type": "file_input"}, ["x"], "cannot be filled in"),
    ],
)
def test_what_a_field_does_not_take_is_refused(element: dict[str, Any], wanted: list[str], reason: str) -> None:
    """A person cannot put in what the page would not let them."""
    with pytest.raises(CannotAnswer, match=reason):
        answer(beside(element), wanted, NAMES)


@pytest.mark.parametrize(
    ("element", "state", "shown"),
    [
        (b.text_input("a"), {"value": "typed"}, "typed"),
        (b.text_input("a"), {}, ""),
        (b.checkboxes("a", [YES, NO]), {"selected_options": [YES, NO]}, "Yes, No"),
        (b.users_select("a"), {"selected_user": "U1"}, "Priya Raman"),
        ({"type": "file_input"}, {"files": [{"name": "a.pdf"}, {"name": "b.pdf"}]}, "a.pdf, b.pdf"),
    ],
)
def test_a_value_is_shown_in_words(element: dict[str, Any], state: dict[str, Any], shown: str) -> None:
    """Options go by their text and people by their name."""
    assert shown_value(element, state, NAMES) == shown


@pytest.mark.parametrize(
    ("element", "before", "after", "clicks"),
    [
        (b.text_input("a"), {"value": None}, {"value": "x"}, 0),
        (b.radio_buttons("a", [YES]), {}, {"selected_option": YES}, 1),
        (b.checkboxes("a", [YES, NO]), {"selected_options": []}, {"selected_options": [YES, NO]}, 2),
        (b.checkboxes("a", [YES, NO]), {"selected_options": [YES]}, {"selected_options": [NO]}, 2),
        (b.static_select("a", [YES]), {}, {"selected_option": YES}, 2),
        (b.static_select("a", [YES]), {"selected_option": YES}, {"selected_option": None}, 1),
        (b.multi_users_select("a"), {"selected_users": ["U1"]}, {"selected_users": ["U1", "U2"]}, 2),
        (b.multi_users_select("a"), {"selected_users": ["U1"]}, {"selected_users": ["U1"]}, 0),
        (b.datepicker("a"), {}, {"selected_date": "2026-03-31"}, 2),
        ({"type": "timepicker"}, {}, {"selected_time": "09:00"}, 2),
        ({"type": "datetimepicker"}, {}, {"selected_date_time": 1}, 4),
        ({"type": "file_input"}, {"files": []}, {"files": [{"id": "F1"}, {"id": "F2"}]}, 3),
    ],
)
def test_clicks_are_counted_as_a_hand_makes_them(
    element: dict[str, Any], before: dict[str, Any], after: dict[str, Any], clicks: int
) -> None:
    """Typing is free, a box is one click, a list opens first, and what stands there already costs nothing."""
    assert clicks_for(element, before, after) == clicks


def test_a_moment_is_meant_on_the_clock_of_the_person() -> None:
    """Two in the afternoon is another moment in Kolkata than in London, and is read back as it was written."""
    moment = {"type": "datetimepicker"}
    kolkata = Names(zone="Asia/Kolkata")
    given = answer(beside(moment), ["2026-03-31 14:00"], kolkata)

    assert given == {"selected_date_time": 1774945800}
    assert shown_value(moment, given, kolkata) == "2026-03-31 14:00"
    assert shown_value(moment, given, Names(zone="Europe/London")) == "2026-03-31 09:30"


@pytest.mark.parametrize(
    ("element", "names", "reason"),
    [
        ({"type": "file_input", "max_files": 1}, ["a.pdf", "b.pdf"], "takes at most 1 files"),
        ({"type": "file_input", "filetypes": ["pdf"]}, ["a.exe"], "takes pdf only, and not 'a.exe'"),
        (b.text_input("a"), ["a.pdf"], "does not take files"),
    ],
)
def test_a_field_takes_only_the_files_that_it_asks_for(element: dict[str, Any], names: list[str], reason: str) -> None:
    """The chooser of the page would not let a person take others."""
    with pytest.raises(CannotAnswer, match=reason):
        attachable(beside(element), names)
