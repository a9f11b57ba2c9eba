"""Each of Slack's sizes: what just fits passes, one more is found, at the right place."""

from collections.abc import Callable

import pytest

from bot.slack.views import blocks as b
from tests.slack.views.payloads import (
    Json,
    act,
    ask,
    button,
    chart,
    container,
    data_table,
    found,
    home,
    message,
    modal,
    options,
    rows,
    select,
    sure,
    surface_of,
    text,
)

Case = tuple[Callable[[int], Json], int, str, str]

LONGEST: dict[str, Case] = {
    "message text": (lambda n: {"text": "x" * n}, 4000, "/text", "too_long"),
    "message blocks": (lambda n: message(*[b.divider()] * n), 50, "/blocks", "too_many"),
    "markdown_text": (lambda n: {"markdown_text": "x" * n}, 12_000, "/markdown_text", "too_long"),
    "metadata": (
        lambda n: {"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * (n - 43)}}},
        3000,
        "/metadata",
        "metadata_too_large",
    ),
    "modal blocks": (lambda n: modal(*[b.divider()] * n), 100, "/blocks", "too_many"),
    "home blocks": (lambda n: home(*[b.divider()] * n), 100, "/blocks", "too_many"),
    "modal title": (lambda n: modal(b.divider(), title=text(n)), 24, "/title/text", "too_long"),
    "submit": (lambda n: modal(b.divider(), submit=text(n)), 24, "/submit/text", "too_long"),
    "close": (lambda n: modal(b.divider(), close=text(n)), 24, "/close/text", "too_long"),
    "private_metadata": (
        lambda n: modal(b.divider(), private_metadata="x" * n),
        3000,
        "/private_metadata",
        "too_long",
    ),
    "callback_id": (lambda n: modal(b.divider(), callback_id="x" * n), 255, "/callback_id", "too_long"),
    "external_id": (lambda n: modal(b.divider(), external_id="x" * n), 255, "/external_id", "too_long"),
    "block_id": (
        lambda n: message({"type": "divider", "block_id": "x" * n}),
        255,
        "/blocks/0/block_id",
        "too_long",
    ),
    "action_id": (lambda n: button(action_id="x" * n), 255, "/blocks/0/elements/0/action_id", "too_long"),
    "section text": (lambda n: message(b.section("é" * n)), 3000, "/blocks/0/text/text", "too_long"),
    "section fields": (
        lambda n: message({"type": "section", "fields": [text(1)] * n}),
        10,
        "/blocks/0/fields",
        "too_many",
    ),
    "section field": (
        lambda n: message(b.section(fields=["x", "x" * n])),
        2000,
        "/blocks/0/fields/1/text",
        "too_long",
    ),
    "header": (lambda n: message({"type": "header", "text": text(n)}), 150, "/blocks/0/text/text", "too_long"),
    "context elements": (lambda n: message(b.context(*["x"] * n)), 10, "/blocks/0/elements", "too_many"),
    "context text": (lambda n: message(b.context("x" * n)), 3000, "/blocks/0/elements/0/text", "too_long"),
    "actions elements": (
        lambda n: message({"type": "actions", "elements": [{"type": "button", "text": text(1)}] * n}),
        25,
        "/blocks/0/elements",
        "too_many",
    ),
    "context_actions": (
        lambda n: message(
            {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": text(1)}] * n}
        ),
        5,
        "/blocks/0/elements",
        "too_many",
    ),
    "button text": (lambda n: button(text=text(n)), 75, "/blocks/0/elements/0/text/text", "too_long"),
    "button value": (lambda n: button(value="x" * n), 2000, "/blocks/0/elements/0/value", "too_long"),
    "button url": (lambda n: button(url="x" * n), 3000, "/blocks/0/elements/0/url", "too_long"),
    "accessibility_label": (
        lambda n: button(accessibility_label="x" * n),
        75,
        "/blocks/0/elements/0/accessibility_label",
        "too_long",
    ),
    "agent_prompt": (
        lambda n: button(agent_prompt="x" * n),
        4000,
        "/blocks/0/elements/0/agent_prompt",
        "too_long",
    ),
    "visible_to_user_ids": (
        lambda n: button(visible_to_user_ids=["U1"] * n),
        10,
        "/blocks/0/elements/0/visible_to_user_ids",
        "too_many",
    ),
    "option text": (
        lambda n: select(options=options(1, n)),
        75,
        "/blocks/0/elements/0/options/0/text/text",
        "too_long",
    ),
    "option value": (
        lambda n: select(options=[{"text": text(1), "value": "x" * n}]),
        150,
        "/blocks/0/elements/0/options/0/value",
        "too_long",
    ),
    "option description": (
        lambda n: select(options=[{"text": text(1), "value": "x", "description": text(n)}]),
        75,
        "/blocks/0/elements/0/options/0/description/text",
        "too_long",
    ),
    "overflow url": (
        lambda n: act({"type": "overflow", "options": [{**one, "url": "x" * n} for one in options(2)]}),
        3000,
        "/blocks/0/elements/0/options/0/url",
        "too_long",
    ),
    "select options": (
        lambda n: select(options=options(n)),
        100,
        "/blocks/0/elements/0/options",
        "too_many",
    ),
    "option groups": (
        lambda n: act({"type": "static_select", "option_groups": [{"label": text(1), "options": options(1)}] * n}),
        100,
        "/blocks/0/elements/0/option_groups",
        "too_many",
    ),
    "group label": (
        lambda n: act({"type": "static_select", "option_groups": [{"label": text(n), "options": options(1)}]}),
        75,
        "/blocks/0/elements/0/option_groups/0/label/text",
        "too_long",
    ),
    "options of a group": (
        lambda n: act({"type": "static_select", "option_groups": [{"label": text(1), "options": options(n)}]}),
        100,
        "/blocks/0/elements/0/option_groups/0/options",
        "too_many",
    ),
    "radio options": (
        lambda n: act({"type": "radio_buttons", "options": options(n)}),
        10,
        "/blocks/0/elements/0/options",
        "too_many",
    ),
    "checkbox options": (
        lambda n: act({"type": "checkboxes", "options": options(n)}),
        10,
        "/blocks/0/elements/0/options",
        "too_many",
    ),
    "overflow options": (
        lambda n: act({"type": "overflow", "options": options(n)}),
        5,
        "/blocks/0/elements/0/options",
        "too_many",
    ),
    "placeholder": (
        lambda n: select(placeholder=text(n)),
        150,
        "/blocks/0/elements/0/placeholder/text",
        "too_long",
    ),
    "confirm title": (
        lambda n: sure(title=text(n)),
        100,
        "/blocks/0/elements/0/confirm/title/text",
        "too_long",
    ),
    "confirm text": (
        lambda n: sure(text=text(n)),
        300,
        "/blocks/0/elements/0/confirm/text/text",
        "too_long",
    ),
    "confirm confirm": (
        lambda n: sure(confirm=text(n)),
        30,
        "/blocks/0/elements/0/confirm/confirm/text",
        "too_long",
    ),
    "confirm deny": (
        lambda n: sure(deny=text(n)),
        30,
        "/blocks/0/elements/0/confirm/deny/text",
        "too_long",
    ),
    "input label": (
        lambda n: modal({"type": "input", "label": text(n), "element": {"type": "plain_text_input"}}),
        2000,
        "/blocks/0/label/text",
        "too_long",
    ),
    "input hint": (
        lambda n: modal(b.input_block("L", b.text_input("a"), "b", hint="x" * n)),
        2000,
        "/blocks/0/hint/text",
        "too_long",
    ),
    "max_length": (
        lambda n: ask({"type": "plain_text_input", "max_length": n}),
        3000,
        "/blocks/0/element/max_length",
        "out_of_range",
    ),
    "min_length": (
        lambda n: ask({"type": "plain_text_input", "min_length": n}),
        3000,
        "/blocks/0/element/min_length",
        "out_of_range",
    ),
    "initial_value": (
        lambda n: ask({"type": "plain_text_input", "initial_value": "x" * n}),
        3000,
        "/blocks/0/element/initial_value",
        "too_long",
    ),
    "max_files": (
        lambda n: ask({"type": "file_input", "max_files": n}),
        10,
        "/blocks/0/element/max_files",
        "out_of_range",
    ),
    "rich text lines": (
        lambda n: ask({"type": "rich_text_input", "max_lines": n}),
        100,
        "/blocks/0/element/max_lines",
        "out_of_range",
    ),
    "image url": (
        lambda n: message({"type": "image", "alt_text": "x", "image_url": "x" * n}),
        3000,
        "/blocks/0/image_url",
        "too_long",
    ),
    "image alt": (
        lambda n: message({"type": "image", "alt_text": "x" * n, "image_url": "x"}),
        2000,
        "/blocks/0/alt_text",
        "too_long",
    ),
    "image title": (
        lambda n: message({"type": "image", "alt_text": "x", "image_url": "x", "title": text(n)}),
        2000,
        "/blocks/0/title/text",
        "too_long",
    ),
    "table rows": (
        lambda n: message({"type": "table", "rows": rows(n)}),
        100,
        "/blocks/0/rows",
        "too_many",
    ),
    "table cells": (
        lambda n: message({"type": "table", "rows": rows(1, n)}),
        20,
        "/blocks/0/rows/0",
        "too_many",
    ),
    "data_table rows": (lambda n: data_table(rows=rows(n)), 101, "/blocks/0/rows", "too_many"),
    "data_table columns": (lambda n: data_table(rows=rows(2, n)), 20, "/blocks/0/rows/0", "too_many"),
    "data_table text": (
        lambda n: data_table(
            rows=[[{"type": "raw_text", "text": "x" * (n // 2)}], [{"type": "raw_text", "text": "x" * (n - n // 2)}]]
        ),
        20_000,
        "/blocks/0/rows",
        "too_long",
    ),
    "page_size": (lambda n: data_table(page_size=n), 100, "/blocks/0/page_size", "out_of_range"),
    "card title": (
        lambda n: message({"type": "card", "title": text(n)}),
        150,
        "/blocks/0/title/text",
        "too_long",
    ),
    "card subtitle": (
        lambda n: message({"type": "card", "title": text(1), "subtitle": text(n)}),
        150,
        "/blocks/0/subtitle/text",
        "too_long",
    ),
    "card body": (
        lambda n: message({"type": "card", "body": text(n)}),
        200,
        "/blocks/0/body/text",
        "too_long",
    ),
    "card actions": (
        lambda n: message({"type": "card", "actions": [{"type": "button", "text": text(1)}] * n}),
        3,
        "/blocks/0/actions",
        "too_many",
    ),
    "carousel": (
        lambda n: message({"type": "carousel", "elements": [{"type": "card", "title": text(1)}] * n}),
        10,
        "/blocks/0/elements",
        "too_many",
    ),
    "container title": (lambda n: container(title=text(n)), 150, "/blocks/0/title/text", "too_long"),
    "container subtitle": (lambda n: container(subtitle=text(n)), 150, "/blocks/0/subtitle/text", "too_long"),
    "container children": (
        lambda n: container(child_blocks=[b.divider()] * n),
        10,
        "/blocks/0/child_blocks",
        "too_many",
    ),
    "alert": (
        lambda n: modal({"type": "alert", "text": text(n)}),
        200,
        "/blocks/0/text/text",
        "too_long",
    ),
    "chart title": (
        lambda n: message({"type": "data_visualization", "title": "x" * n, "chart": {"type": "pie"}}),
        50,
        "/blocks/0/title",
        "too_long",
    ),
    "chart segments": (lambda n: chart(segments=[{}] * n), 12, "/blocks/0/chart/segments", "too_many"),
    "chart points": (
        lambda n: chart(series=[{"data": [1] * n}]),
        20,
        "/blocks/0/chart/series/0/data",
        "too_many",
    ),
    "chart labels": (
        lambda n: chart(segments=[{"label": "x" * n}]),
        20,
        "/blocks/0/chart/segments/0/label",
        "too_long",
    ),
}


@pytest.mark.parametrize("case", LONGEST.values(), ids=LONGEST)
def test_a_limit_itself_is_legal(case: Case) -> None:
    """What just reaches a limit is not a problem."""
    build, limit, pointer, code = case

    payload = build(limit)

    assert (pointer, code) not in found(surface_of(payload), payload)
    assert found(surface_of(payload), payload) <= {("/blocks", "msg_blocks_too_long")}


@pytest.mark.parametrize("case", LONGEST.values(), ids=LONGEST)
def test_one_over_a_limit_is_found(case: Case) -> None:
    """One over a limit is a problem, and the pointer leads to it."""
    build, limit, pointer, code = case

    payload = build(limit + 1)

    assert (pointer, code) in found(surface_of(payload), payload)
