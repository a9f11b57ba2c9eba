"""The blocks of Block Kit: which fields they take, how much fits, and on which surface they stand.

Where the documentation is silent about a surface, the narrow reading holds: what passes here passes in Slack.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.views.limit_checks import (
    Check,
    Place,
    Problem,
    Shape,
    anything,
    at_least_one,
    first_of,
    flag,
    listing,
    one_of,
    plain,
    string,
    text,
    typed,
    whole,
)
from bot.slack.views.limit_elements import (
    BUTTON,
    ID,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    MESSAGE,
    MODAL,
)
from bot.slack.views.limit_rich_text import CELL, RICH_TEXT, RICH_TEXT_OBJECT, column_setting, plain_head

_CHART_TITLE, _CHART_PARTS, _CHART_POINTS, _CHART_LABEL = 50, 12, 20, 20
_TABLE_TEXT = 20_000


_image = typed({"image": IMAGE}, "element")


def _no_dispatched_file(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    element = value.get("element")
    if value.get("dispatch_action") and isinstance(element, Mapping) and element.get("type") == "file_input":
        yield place.under("dispatch_action").problem("not_here", "a file_input cannot dispatch actions")


def _divided_or_collapsible(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    if value.get("has_header_divider") and value.get("is_collapsible"):
        yield place.under("has_header_divider").problem("not_here", "does not go with is_collapsible")


def _rectangle(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    rows = value.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            where = place.under("rows").under(index)
            yield where.problem("ragged_row", f"must have {len(rows[0])} cells like the first row")
    if sum(_text_length(row) for row in rows) > _TABLE_TEXT:
        yield place.under("rows").problem("too_long", f"must hold at most {_TABLE_TEXT} characters")


def _text_length(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(
            len(part) if key == "text" and isinstance(part, str) else _text_length(part) for key, part in value.items()
        )
    return sum(map(_text_length, value)) if isinstance(value, list) else 0


def _chart(value: Any, place: Place) -> Iterator[Problem]:
    """Pies have `segments`, the other charts `series` of `data` points and `axis_config` labels."""
    if not isinstance(value, Mapping):
        yield place.problem("not_an_object", "must be an object")
        return
    label = string(_CHART_LABEL)
    for name in ("segments", "series"):
        if name not in value:
            continue
        yield from listing(anything, _CHART_PARTS)(value[name], place.under(name))
        for index, part in enumerate(value[name] if isinstance(value[name], list) else ()):
            at = place.under(name).under(index)
            if isinstance(part, Mapping) and "data" in part:
                yield from listing(anything, _CHART_POINTS)(part["data"], at.under("data"))
            for key in ("label", "name"):
                if isinstance(part, Mapping) and key in part:
                    yield from label(part[key], at.under(key))


def _nested(value: Any, place: Place) -> Iterator[Problem]:
    yield from typed(BLOCKS, "block", _IN_CONTAINER)(value, place)


def _card(value: Any, place: Place) -> Iterator[Problem]:
    yield from typed(BLOCKS, "block", frozenset(("card",)))(value, place)


def _task(value: Any, place: Place) -> Iterator[Problem]:
    yield from typed(BLOCKS, "block", frozenset(("task_card",)))(value, place)


def _shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Shape:
    return Shape(required, {"block_id": ID, **(optional or {})})


def _in_message(shape: Shape, *rules: Check) -> Shape:
    return Shape(shape.required, shape.optional, MESSAGE, rules)


_CARD = _shape(
    {},
    {
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": listing(BUTTON, 3),
        "hero_image": _image,
        "icon": _image,
    },
)
_CONTAINER = _shape(
    {"child_blocks": listing(_nested, 10)},
    {
        "title": text(150),
        "rich_text_title": RICH_TEXT_OBJECT,
        "subtitle": text(150),
        "icon": _image,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
)
_DATA_TABLE = _shape(
    {"rows": listing(listing(CELL, 20), 101, least=2), "caption": string()},
    {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
)
_SOURCE = typed({"url": Shape({"url": string(3000), "text": string()})}, "source")
_TASK = _shape(
    {"task_id": string(), "title": string(), "status": one_of("pending", "in_progress", "complete", "error")},
    {"details": RICH_TEXT_OBJECT, "output": RICH_TEXT_OBJECT, "sources": listing(_SOURCE)},
)
_VIDEO = _shape(
    {"title": plain(200), "video_url": string(3000), "thumbnail_url": string(3000), "alt_text": string(2000)},
    {
        "title_url": string(3000),
        "description": plain(200),
        "author_name": string(50),
        "provider_name": string(),
        "provider_icon_url": string(3000),
    },
)

BLOCKS: dict[str, Shape] = {
    "section": Shape(
        {},
        {
            "block_id": ID,
            "text": text(3000),
            "fields": listing(text(2000), 10),
            "accessory": IN_SECTION,
            "expand": flag,
        },
        rules=(at_least_one("text", "fields"),),
    ),
    "divider": _shape({}),
    "header": _shape({"text": plain(150)}),
    "context": _shape({"elements": listing(first_of(plain_text=text(3000), mrkdwn=text(3000), image=_image), 10)}),
    "actions": _shape({"elements": listing(IN_ACTIONS, 25)}),
    "context_actions": _in_message(_shape({"elements": listing(IN_CONTEXT_ACTIONS, 5)})),
    "image": Shape(IMAGE.required, {**IMAGE.optional, "block_id": ID, "title": plain(2000)}, rules=IMAGE.rules),
    "input": Shape(
        {"label": plain(2000), "element": IN_INPUT},
        {"block_id": ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
        rules=(_no_dispatched_file,),
    ),
    "rich_text": RICH_TEXT,
    "video": _VIDEO,
    "markdown": _in_message(_shape({"text": string(12_000)})),
    "table": _in_message(
        _shape({"rows": listing(listing(CELL, 20), 100)}, {"column_settings": listing(column_setting, 20)})
    ),
    "data_table": _in_message(_DATA_TABLE, _rectangle, plain_head),
    "data_visualization": _in_message(_shape({"title": string(_CHART_TITLE), "chart": _chart})),
    "card": _in_message(_CARD, at_least_one("title", "body", "hero_image", "actions")),
    "carousel": _in_message(_shape({"elements": listing(_card, 10)})),
    "container": _in_message(_CONTAINER, at_least_one("title", "rich_text_title"), _divided_or_collapsible),
    "task_card": _in_message(_TASK),
    "plan": _in_message(_shape({"title": string()}, {"tasks": listing(_task)})),
    "alert": Shape(
        {"text": text(200)},
        {"block_id": ID, "level": one_of("default", "info", "warning", "error", "success")},
        MODAL,
    ),
}
_IN_CONTAINER = frozenset(("section", "actions", "context", "divider", "header", "image", "table", "video"))

BLOCK = typed(BLOCKS, "block")
