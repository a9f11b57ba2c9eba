"""The parts of blocks that the bot does not send yet: refused where they are wrong, never waved through."""

import pytest

from bot.slack.views.limits import Surface
from tests.slack.views.payloads import Json, container, data_table, found, message, rows, text

WORDS: Json = {"type": "text", "text": "x"}
RICH: Json = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [WORDS]}]}


def rich(paragraph: Json) -> Json:
    return message({"type": "rich_text", "elements": [paragraph]})


WRONG: dict[str, tuple[Surface, Json, str, str]] = {
    "unknown rich text": (
        "message",
        message({"type": "rich_text", "elements": [{"type": "poem"}]}),
        "/blocks/0/elements/0/type",
        "unknown_element",
    ),
    "picture in preformatted text": (
        "message",
        rich({"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "wave"}]}),
        "/blocks/0/elements/0/elements/0/type",
        "not_here",
    ),
    "list without style": (
        "message",
        rich({"type": "rich_text_list", "elements": [{"type": "rich_text_section", "elements": [WORDS]}]}),
        "/blocks/0/elements/0/style",
        "missing",
    ),
    "formatted head of a data_table": (
        "message",
        data_table(rows=[[RICH], *rows(1)]),
        "/blocks/0/rows/0/0",
        "not_here",
    ),
    "cell that is no cell": (
        "message",
        message({"type": "table", "rows": [[{"type": "mrkdwn", "text": "x"}]]}),
        "/blocks/0/rows/0/0/type",
        "unknown_cell",
    ),
    "data_table without caption": (
        "message",
        message({"type": "data_table", "rows": rows(2)}),
        "/blocks/0/caption",
        "missing",
    ),
    "carousel without cards": (
        "message",
        message({"type": "carousel", "elements": []}),
        "/blocks/0/elements",
        "too_few",
    ),
    "unknown icon": (
        "message",
        message({"type": "context_actions", "elements": [{"type": "icon_button", "icon": "skull", "text": text(1)}]}),
        "/blocks/0/elements/0/icon",
        "unknown_value",
    ),
    "task without state": (
        "message",
        message({"type": "task_card", "task_id": "1", "title": "t"}),
        "/blocks/0/status",
        "missing",
    ),
    "odd width": ("message", container(width="huge"), "/blocks/0/width", "unknown_value"),
    "file by id and url": (
        "message",
        message({"type": "image", "alt_text": "x", "slack_file": {"id": "F1", "url": "x"}}),
        "/blocks/0/slack_file",
        "not_exactly_one",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_wrong_part_is_found(case: tuple[Surface, Json, str, str]) -> None:
    """A broken rule inside a block is the only problem that is reported."""
    surface, payload, pointer, code = case

    assert found(surface, payload) == {(pointer, code)}


def test_rich_text_and_cells_may_hold_what_the_composer_writes() -> None:
    """What people can write is legal in a block, in a cell and as the start of an input."""
    styled = {"type": "text", "text": "x", "style": {"bold": True}}
    section = {"type": "rich_text_section", "elements": [styled, {"type": "user", "user_id": "U1"}]}
    listed = {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section]}
    written = {"type": "rich_text", "elements": [section, listed]}
    table = {"type": "table", "rows": [[written]], "column_settings": [{"align": "right"}, None]}

    assert found("message", message(written, table)) == set()
