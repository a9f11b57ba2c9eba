"""Random blocks of every kind that the validator knows, whose sizes lie close to Slack's limits on both sides.

For each kind there is a smallest legal one and what may be added to it, apart by whether slack_sdk's models look at
that part. A value is either legal or too much, never merely odd, so that the two judges have something to agree on.
"""

from hypothesis import strategies as st

from bot.slack.views.limit_blocks import BLOCKS
from bot.slack.views.limit_elements import ELEMENTS
from bot.slack.views.limits import Surface
from tests.slack.views.payloads import Json, home, message, modal

Parts = dict[str, st.SearchStrategy[object]]

# What slack_sdk has no model for.
UNKNOWN_TO_THE_SDK = {"data_table", "data_visualization"}


def around(limit: int) -> st.SearchStrategy[int]:
    """Small numbers, and those close to the limit on both sides."""
    return st.one_of(st.integers(1, 3), st.integers(max(1, limit - 1), limit + 1))


def strings(limit: int) -> st.SearchStrategy[str]:
    return st.builds(lambda letter, length: letter * length, st.sampled_from("aé😀"), around(limit))


def texts(limit: int) -> st.SearchStrategy[Json]:
    return st.builds(lambda text: {"type": "plain_text", "text": text}, strings(limit))


def several(part: object, limit: int) -> st.SearchStrategy[list[object]]:
    return st.builds(lambda count: [part] * count, around(limit))


def _text(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


OPTION: Json = {"text": _text(), "value": "x"}
_BUTTON: Json = {"type": "button", "text": _text()}
_RICH: Json = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}
_CELL: Json = {"type": "raw_text", "text": "x"}
_CONFIRM = st.fixed_dictionaries({"title": texts(100), "text": texts(300), "confirm": texts(30), "deny": texts(30)})
_OPTIONS: Json = {"options": [OPTION]}

_SMALLEST: dict[str, Json] = {
    **{kind: {} for kind in ELEMENTS},
    "button": {"text": _text()},
    "icon_button": {"icon": "trash", "text": _text()},
    "feedback_buttons": {name: {"text": _text(), "value": "x"} for name in ("positive_button", "negative_button")},
    "workflow_button": {"text": _text(), "workflow": {"trigger": {"url": "https://x.example"}}},
    "number_input": {"is_decimal_allowed": False},
    "image": {"image_url": "https://x.example", "alt_text": "x"},
    "overflow": {"options": [OPTION, OPTION]},
    **dict.fromkeys(("static_select", "multi_static_select", "radio_buttons", "checkboxes"), _OPTIONS),
    "section": {"text": _text()},
    "divider": {},
    "header": {"text": _text()},
    "context": {"elements": [_text()]},
    "actions": {"elements": [_BUTTON]},
    "context_actions": {"elements": [{"type": "icon_button", "icon": "trash", "text": _text()}]},
    "input": {"label": _text(), "element": {"type": "plain_text_input"}},
    "rich_text": {"elements": _RICH["elements"]},
    "video": {
        "title": _text(),
        "video_url": "https://x.example",
        "thumbnail_url": "https://x.example",
        "alt_text": "x",
    },
    "markdown": {"text": "x"},
    "table": {"rows": [[_CELL]]},
    "data_table": {"rows": [[_CELL], [_CELL]], "caption": "x"},
    "data_visualization": {"title": "x", "chart": {"type": "pie"}},
    "card": {"title": _text()},
    "carousel": {"elements": [{"type": "card", "title": _text()}]},
    "container": {"title": _text(), "child_blocks": [{"type": "divider"}]},
    "task_card": {"task_id": "1", "title": "x", "status": "pending"},
    "plan": {"title": "x"},
    "alert": {"text": _text()},
}

_CHOOSER: Parts = {"placeholder": texts(150), "confirm": _CONFIRM}
_LABELLED: Parts = {"accessibility_label": strings(75)}
# What both look at. An action_id goes with every element, a block_id with every block.
_CHECKED: dict[str, Parts] = {
    "button": {
        **_LABELLED,
        "text": texts(75),
        "value": strings(2000),
        "url": strings(3000),
        "style": st.sampled_from(["primary", "danger", "blue"]),
        "confirm": _CONFIRM,
    },
    "overflow": {"options": several(OPTION, 5).map(lambda some: [OPTION, *some]), "confirm": _CONFIRM},
    "static_select": {**_CHOOSER, "options": several(OPTION, 100)},
    "multi_static_select": {**_CHOOSER, "options": several(OPTION, 100)},
    **{
        f"{number}{kind}_select": _CHOOSER
        for number in ("", "multi_")
        for kind in ("external", "users", "conversations", "channels")
    },
    "radio_buttons": {"confirm": _CONFIRM},
    "checkboxes": {"confirm": _CONFIRM},
    "datepicker": {**_CHOOSER, "initial_date": st.sampled_from(["2026-03-31", "31.3.2026"])},
    "timepicker": {**_CHOOSER, "initial_time": st.sampled_from(["09:30", "9"])},
    "datetimepicker": {"confirm": _CONFIRM, "initial_date_time": st.sampled_from([1_800_000_000, 10_000_000_000])},
    **{
        kind: {"placeholder": texts(150)}
        for kind in ("plain_text_input", "url_text_input", "email_text_input", "number_input", "rich_text_input")
    },
    "image": {"image_url": strings(3000), "alt_text": strings(2000)},
    "section": {"text": texts(3000), "fields": several(_text(), 10)},
    "header": {"text": texts(150)},
    "context": {"elements": several(_text(), 10)},
    "actions": {"elements": several(_BUTTON, 25)},
    "context_actions": {"elements": several({"type": "icon_button", "icon": "trash", "text": _text()}, 5)},
    "input": {"label": texts(2000), "hint": texts(2000)},
    "markdown": {"text": strings(12_000)},
    "card": {"title": texts(150), "subtitle": texts(150), "body": texts(200)},
    "carousel": {"elements": several({"type": "card", "title": _text()}, 10)},
    "container": {
        "title": texts(150),
        "subtitle": texts(150),
        "child_blocks": several({"type": "divider"}, 10),
        "width": st.sampled_from(["wide", "huge"]),
        "is_collapsible": st.booleans(),
        "has_header_divider": st.booleans(),
    },
    "task_card": {"status": st.sampled_from(["complete", "odd"])},
}
# What only the validator looks at.
_UNCHECKED: dict[str, Parts] = {
    "button": {"visible_to_user_ids": several("U1", 10), "agent_prompt": strings(4000)},
    "overflow": {"options": several(OPTION, 5)},
    "static_select": {"initial_option": st.sampled_from([OPTION, {**OPTION, "value": "y"}])},
    "radio_buttons": {"options": several(OPTION, 10)},
    "checkboxes": {"options": several(OPTION, 10)},
    "plain_text_input": {"max_length": around(3000), "min_length": st.sampled_from([1, 3001])},
    "file_input": {"max_files": around(10)},
    "rich_text_input": {"max_lines": around(100)},
    "section": {"fields": st.builds(lambda text: [text], texts(2000))},
    "context": {"elements": st.builds(lambda text: [text], texts(3000))},
    "table": {"rows": several([_CELL], 100) | st.builds(lambda wide: [[_CELL] * wide], around(20))},
    "card": {"actions": several(_BUTTON, 3)},
    "alert": {"text": texts(200)},
    "container": {"child_blocks": st.sampled_from([[{"type": "divider"}], [{"type": "markdown", "text": "x"}]])},
}
_MODAL_ONLY = {"url_text_input", "email_text_input", "number_input", "file_input", "rich_text_input", "alert"}
_NOT_AT_HOME = {"workflow_button", "datetimepicker"}
_IN_CONTEXT_ACTIONS = {"icon_button", "feedback_buttons"}


def _filled(kind: str, parts: Parts, label: str) -> st.SearchStrategy[Json]:
    optional = {**parts, label: strings(255)}
    return st.builds(
        lambda more: {"type": kind, **_SMALLEST[kind], **more}, st.fixed_dictionaries({}, optional=optional)
    )


def _held(element: Json) -> Json:
    """Return a block that an element may stand in."""
    kind = element["type"]
    if kind in _IN_CONTEXT_ACTIONS:
        return {"type": "context_actions", "elements": [element]}
    if kind.endswith("_input"):
        return {"type": "input", "label": _text(), "element": element}
    return {"type": "actions", "elements": [element]}


def _on_its_surface(kind: str, block: Json) -> tuple[Surface, Json]:
    if kind in _MODAL_ONLY or block["type"] in {"input", "alert"}:
        return "modal", modal(block)
    only_message = BLOCKS[block["type"]].surfaces == {"message"} or kind in _NOT_AT_HOME
    return ("message", message(block)) if only_message else ("home", home(block))


def _payload(kind: str, parts: Parts) -> st.SearchStrategy[tuple[Surface, Json]]:
    if kind in BLOCKS:
        return st.builds(lambda block: _on_its_surface(kind, block), _filled(kind, parts, "block_id"))
    return st.builds(lambda element: _on_its_surface(kind, _held(element)), _filled(kind, parts, "action_id"))


KINDS = sorted({*BLOCKS, *ELEMENTS} - UNKNOWN_TO_THE_SDK)
checked = st.sampled_from(KINDS).flatmap(lambda kind: _payload(kind, _CHECKED.get(kind, {})))
unchecked = st.sampled_from(sorted(_UNCHECKED)).flatmap(
    lambda kind: _payload(kind, {**_CHECKED.get(kind, {}), **_UNCHECKED[kind]})
)
