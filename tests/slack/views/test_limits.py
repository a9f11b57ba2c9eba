"""Slack's rules other than plain sizes: what is required, what goes together, what stands where."""

from collections.abc import Callable

import pytest

from bot.slack.views import blocks as b
from bot.slack.views.limits import Problem, Surface, problems
from tests.slack.views.payloads import (
    Json,
    act,
    ask,
    button,
    container,
    data_table,
    found,
    home,
    message,
    modal,
    options,
    rows,
    select,
    text,
)

WRONG: dict[str, tuple[Surface, Json, str, str]] = {
    "message without content": ("message", {}, "", "no_text"),
    "attachment": ("message", {"text": "x", "attachments": [{}]}, "/attachments", "not_here"),
    "markdown_text beside text": (
        "message",
        {"text": "x", "markdown_text": "x"},
        "/markdown_text",
        "markdown_text_conflict",
    ),
    "blank text": ("message", {"text": " "}, "", "no_text"),
    "unknown block": ("message", message({"type": "banner"}), "/blocks/0/type", "unknown_block"),
    "block without type": ("message", message({}), "/blocks/0/type", "unknown_block"),
    "block that is no object": ("message", {"blocks": ["x"]}, "/blocks/0", "not_an_object"),
    "unknown element": ("message", act({"type": "slider"}), "/blocks/0/elements/0/type", "unknown_element"),
    "unknown field": (
        "message",
        message({"type": "divider", "colour": "red"}),
        "/blocks/0/colour",
        "unknown_field",
    ),
    "blocks that are no list": ("message", {"text": "x", "blocks": {}}, "/blocks", "not_a_list"),
    "empty section text": ("message", message(b.section("")), "/blocks/0/text/text", "too_short"),
    "section without content": ("message", message({"type": "section"}), "/blocks/0", "missing"),
    "empty header": ("message", message({"type": "header", "text": text(0)}), "/blocks/0/text/text", "too_short"),
    "formatted header": (
        "message",
        message({"type": "header", "text": b.mrkdwn("x")}),
        "/blocks/0/text/type",
        "wrong_text_type",
    ),
    "formatted button": ("message", button(text=b.mrkdwn("x")), "/blocks/0/elements/0/text/type", "wrong_text_type"),
    "formatted title": ("modal", modal(b.divider(), title=b.mrkdwn("x")), "/title/type", "wrong_text_type"),
    "text that is a string": (
        "message",
        message({"type": "header", "text": "x"}),
        "/blocks/0/text",
        "not_an_object",
    ),
    "emoji on mrkdwn": (
        "message",
        message({"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}),
        "/blocks/0/text/emoji",
        "unknown_field",
    ),
    "empty actions": ("message", message({"type": "actions", "elements": []}), "/blocks/0/elements", "too_few"),
    "empty select": ("message", select(options=[]), "/blocks/0/elements/0/options", "too_few"),
    "empty radio": (
        "message",
        act({"type": "radio_buttons", "options": []}),
        "/blocks/0/elements/0/options",
        "too_few",
    ),
    "options and groups": (
        "message",
        select(option_groups=[{"label": text(1), "options": options(1)}]),
        "/blocks/0/elements/0",
        "not_exactly_one",
    ),
    "button without text": ("message", act({"type": "button"}), "/blocks/0/elements/0/text", "missing"),
    "button with unknown style": ("message", button(style="blue"), "/blocks/0/elements/0/style", "unknown_value"),
    "empty button value": ("message", button(value=""), "/blocks/0/elements/0/value", "too_short"),
    "half a confirm": (
        "message",
        button(confirm={"title": text(1), "text": text(1), "confirm": text(1)}),
        "/blocks/0/elements/0/confirm/deny",
        "missing",
    ),
    "initial option unknown": (
        "message",
        select(initial_option={"text": text(1), "value": "9"}),
        "/blocks/0/elements/0/initial_option",
        "initial_not_an_option",
    ),
    "initial option differs in its text": (
        "message",
        select(initial_option={"text": text(2), "value": "0"}),
        "/blocks/0/elements/0/initial_option",
        "initial_not_an_option",
    ),
    "initial checkbox unknown": (
        "message",
        act({"type": "checkboxes", "options": options(2), "initial_options": [*options(1), *options(3)[2:]]}),
        "/blocks/0/elements/0/initial_options/1",
        "initial_not_an_option",
    ),
    "link in a select": (
        "message",
        select(options=[{"text": text(1), "value": "x", "url": "x"}]),
        "/blocks/0/elements/0/options/0/url",
        "unknown_field",
    ),
    "bad date": (
        "message",
        act({"type": "datepicker", "initial_date": "31.3.2026"}),
        "/blocks/0/elements/0/initial_date",
        "bad_format",
    ),
    "bad time": (
        "message",
        act({"type": "timepicker", "initial_time": "9"}),
        "/blocks/0/elements/0/initial_time",
        "bad_format",
    ),
    "overflow with one option": (
        "message",
        act({"type": "overflow", "options": options(1)}),
        "/blocks/0/elements/0/options",
        "too_few",
    ),
    "least above most": (
        "modal",
        ask({"type": "number_input", "is_decimal_allowed": True, "min_value": "10", "max_value": "9.5"}),
        "/blocks/0/element/min_value",
        "out_of_range",
    ),
    "shortest above longest": (
        "modal",
        ask({"type": "plain_text_input", "min_length": 9, "max_length": 3}),
        "/blocks/0/element/min_length",
        "out_of_range",
    ),
    "input without label": (
        "modal",
        modal({"type": "input", "element": {"type": "plain_text_input"}}),
        "/blocks/0/label",
        "missing",
    ),
    "button in an input": (
        "modal",
        ask({"type": "button", "text": text(1)}),
        "/blocks/0/element/type",
        "not_here",
    ),
    "text input in actions": (
        "message",
        act({"type": "plain_text_input"}),
        "/blocks/0/elements/0/type",
        "not_here",
    ),
    "button in a context": (
        "message",
        message({"type": "context", "elements": [{"type": "button", "text": text(1)}]}),
        "/blocks/0/elements/0/type",
        "not_here",
    ),
    "dispatched file": (
        "modal",
        modal({"type": "input", "label": text(1), "element": {"type": "file_input"}, "dispatch_action": True}),
        "/blocks/0/dispatch_action",
        "not_here",
    ),
    "input without submit": (
        "modal",
        b.modal("T", [b.input_block("L", b.text_input("a"), "b")]),
        "/submit",
        "missing",
    ),
    "modal without title": (
        "modal",
        {"type": "modal", "blocks": [b.divider()]},
        "/title",
        "missing",
    ),
    "modal without blocks": ("modal", modal(), "/blocks", "too_few"),
    "home in a modal": ("modal", {**modal(b.divider()), "type": "home"}, "/type", "unknown_value"),
    "submit on home": (
        "home",
        {**home(b.divider()), "submit": text(1)},
        "/submit",
        "unknown_field",
    ),
    "flag that is a word": (
        "modal",
        modal(b.divider(), notify_on_close="yes"),
        "/notify_on_close",
        "not_a_boolean",
    ),
    "second block_id": (
        "message",
        message(b.section("x", block_id="a"), b.context("x", block_id="a")),
        "/blocks/1/block_id",
        "duplicate_block_id",
    ),
    "second action_id": (
        "message",
        message(b.actions(b.button("A", "a"), b.button("B", "a"))),
        "/blocks/0/elements/1/action_id",
        "duplicate_action_id",
    ),
    "two in focus": (
        "modal",
        modal(
            b.input_block("L", b.text_input("a", focus=True), "a"),
            b.input_block("L", b.text_input("a", focus=True), "b"),
        ),
        "/blocks/1/element/focus_on_load",
        "several_focused",
    ),
    "two tables": (
        "message",
        message(*[{"type": "table", "rows": rows(1)}] * 2),
        "/blocks/1",
        "only_one_table_allowed",
    ),
    "ragged data_table": ("message", data_table(rows=[*rows(1), *rows(1, 2)]), "/blocks/0/rows/1", "ragged_row"),
    "data_table with one row": ("message", data_table(rows=rows(1)), "/blocks/0/rows", "too_few"),
    "task in a new state": (
        "message",
        message({"type": "task_card", "task_id": "1", "title": "t", "status": "odd"}),
        "/blocks/0/status",
        "unknown_value",
    ),
    "divided and collapsible": (
        "message",
        container(is_collapsible=True, has_header_divider=True),
        "/blocks/0/has_header_divider",
        "not_here",
    ),
    "input in a container": (
        "message",
        container(child_blocks=[b.input_block("L", b.text_input("a"), "b")]),
        "/blocks/0/child_blocks/0/type",
        "not_here",
    ),
    "odd metadata": (
        "message",
        {"text": "x", "metadata": {"event_type": "a b", "event_payload": {}}},
        "/metadata/event_type",
        "bad_format",
    ),
    "metadata without payload": (
        "message",
        {"text": "x", "metadata": {"event_type": "a"}},
        "/metadata/event_payload",
        "missing",
    ),
    "picture twice": (
        "message",
        message({"type": "image", "alt_text": "x", "image_url": "x", "slack_file": {"id": "F"}}),
        "/blocks/0",
        "not_exactly_one",
    ),
}

MARKDOWN: Json = {"type": "markdown", "text": "x"}
TABLE: Json = {"type": "table", "rows": rows(1)}
ALERT: Json = {"type": "alert", "text": text(1)}
ELSEWHERE: dict[str, tuple[Json, set[str]]] = {
    "divider": (b.divider(), {"message", "modal", "home"}),
    "markdown": (MARKDOWN, {"message"}),
    "table": (TABLE, {"message"}),
    "alert": (ALERT, {"modal"}),
    "text input": (b.input_block("L", b.text_input("a"), "b"), {"message", "modal", "home"}),
    "url input": (b.input_block("L", b.url_input("a"), "b"), {"modal"}),
    "file input": (b.input_block("L", {"type": "file_input"}, "b"), {"modal"}),
    "rich text input": (b.input_block("L", {"type": "rich_text_input"}, "b"), {"modal", "home"}),
    "datetimepicker": (b.actions({"type": "datetimepicker"}), {"message", "modal"}),
    "datepicker": (b.actions({"type": "datepicker"}), {"message", "modal", "home"}),
}
SURFACES: dict[Surface, Callable[..., Json]] = {"message": message, "modal": modal, "home": home}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_broken_rule_is_found(case: tuple[Surface, Json, str, str]) -> None:
    """A broken rule is the only problem that is reported."""
    surface, payload, pointer, code = case

    assert found(surface, payload) == {(pointer, code)}


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("case", ELSEWHERE.values(), ids=ELSEWHERE)
def test_blocks_stand_only_where_slack_takes_them(case: tuple[Json, set[str]], surface: Surface) -> None:
    """A block or element is refused on a surface that does not take it."""
    block, surfaces = case

    codes = {problem.code for problem in problems(surface, SURFACES[surface](block))}

    assert codes == (set() if surface in surfaces else {"not_here"})


def test_a_message_of_12_000_characters_of_blocks_is_the_longest() -> None:
    """The serialised blocks of one message stay below what Slack was seen to take."""
    frame = len('[{"type":"markdown","text":""}]')

    longest = message({"type": "markdown", "text": "x" * (12_000 - frame)})
    longer = message({"type": "markdown", "text": "x" * (12_001 - frame)})

    assert problems("message", longest) == []
    assert found("message", longer) == {("/blocks", "msg_blocks_too_long")}


def test_markdown_is_counted_together() -> None:
    """All markdown blocks of a message share 12,000 characters."""
    payload = message(*[{"type": "markdown", "text": "x" * 6_001}] * 2)

    assert ("/blocks", "markdown_too_long") in found("message", payload)


def test_a_view_above_250_kilobytes_is_too_large() -> None:
    """Slack measures a view in bytes, not in characters."""
    wide = [b.section("é" * 2_999) for _ in range(42)]

    assert found("home", home(*wide[:41])) == set()
    assert found("home", home(*wide)) == {("", "view_too_large")}


def test_the_hundred_and_first_attachment_is_one_too_many() -> None:
    """Slack's own limit is told beside our refusal of any."""
    assert ("/attachments", "too_many") in found("message", {"text": "x", "attachments": [{}] * 101})


def test_the_same_action_id_in_two_blocks_is_legal() -> None:
    """An action_id needs to be unique within its block only."""
    payload = message(b.actions(b.button("A", "a")), b.actions(b.button("A", "a")))

    assert problems("message", payload) == []


def test_pointers_escape_what_json_pointers_reserve() -> None:
    """A field with a slash or a tilde in its name is escaped as RFC 6901 asks."""
    assert problems("message", {"text": "x", "a/b~": 1})[0].pointer == "/a~1b~0"


def test_a_problem_says_what_to_do() -> None:
    """The message names the limit and the length that was found."""
    (problem,) = problems("message", {"text": "x" * 4_001})

    assert problem == Problem("/text", "too_long", "must have at most 4000 characters, has 4001")


def test_an_apps_own_metadata_payload_passes() -> None:
    """What an app keeps in event_payload is its own business, as long as it is an object."""
    metadata = {"event_type": "deploy_check_posting", "event_payload": {"posting": "1"}}

    assert problems("message", {"text": "x", "metadata": metadata}) == []
