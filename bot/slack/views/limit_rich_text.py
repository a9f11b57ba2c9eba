"""The grammar of rich text, as Slack's composer writes it, and of the cells of tables."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.views.limit_checks import (
    Check,
    Place,
    Problem,
    Shape,
    anything,
    flag,
    listing,
    obj,
    one_of,
    string,
    typed,
    whole,
)

_MOST_INDENT = 8
_MARKS = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE: dict[str, Check] = {"style": obj(Shape({}, dict.fromkeys(_MARKS, flag)))}


def _part(*required: str, **optional: Check) -> Shape:
    return Shape(dict.fromkeys(required, string()), {**_STYLE, **optional})


_PARTS: dict[str, Shape] = {
    "text": _part("text"),
    "link": _part("url", text=string(), unsafe=flag),
    "user": _part("user_id"),
    "usergroup": _part("usergroup_id"),
    "channel": _part("channel_id"),
    "team": _part("team_id"),
    "emoji": _part("name", skin_tone=whole(1, 6), unicode=string()),
    "color": _part("value"),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, _STYLE),
    "date": Shape(
        {"timestamp": whole(0, 9_999_999_999), "format": string()}, {**_STYLE, "url": string(), "fallback": string()}
    ),
}
_PART = typed(_PARTS, "element")
_BORDER: dict[str, Check] = {"border": whole(0, 1)}
_PARAGRAPHS: dict[str, Shape] = {
    "rich_text_section": Shape({"elements": listing(_PART)}),
    "rich_text_quote": Shape({"elements": listing(_PART)}, _BORDER),
    "rich_text_preformatted": Shape(
        {"elements": listing(typed(_PARTS, "element", frozenset(("text", "link"))))},
        {**_BORDER, "language": string()},
    ),
}
_LIST = Shape(
    {
        "style": one_of("bullet", "ordered"),
        "elements": listing(typed(_PARAGRAPHS, "element", frozenset(("rich_text_section",)))),
    },
    {**_BORDER, "indent": whole(0, _MOST_INDENT), "offset": whole(0, 10_000)},
)
RICH_TEXT = Shape(
    {"elements": listing(typed({**_PARAGRAPHS, "rich_text_list": _LIST}, "element"))}, {"block_id": string(255)}
)
RICH_TEXT_OBJECT = typed({"rich_text": RICH_TEXT}, "block")

_CELLS: dict[str, Shape] = {"raw_text": Shape({"text": string()}), "rich_text": RICH_TEXT}
CELL = typed(_CELLS, "cell")
COLUMN = obj(Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag}))


def column_setting(value: Any, place: Place) -> Iterator[Problem]:
    """Check how a column looks; null leaves it as it is."""
    yield from (anything if value is None else COLUMN)(value, place)


def plain_head(value: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Check that the first row of a data_table names the columns in plain text."""
    rows = value.get("rows")
    head = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []
    for index, cell in enumerate(head):
        if isinstance(cell, Mapping) and cell.get("type") == "rich_text":
            yield place.under("rows").under(0).under(index).problem("not_here", "a head cell is raw_text")
