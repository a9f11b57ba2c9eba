"""Everything that Slack would refuse about a message or a view, found before it is sent.

The views' tests, the delivery's tests and the local Slack ask here, so that a limit is known in one place.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from bot.slack.views.limit_blocks import BLOCK
from bot.slack.views.limit_checks import (
    Check,
    Place,
    Problem,
    Shape,
    Surface,
    any_object,
    anything,
    fits,
    flag,
    listing,
    matching,
    obj,
    one_of,
    plain,
    string,
)

__all__ = ["Problem", "Surface", "problems"]

# Slack truncates a posted text at 40,000 but refuses an edit above 4,000; every message may be edited one day.
_MESSAGE_TEXT = 4000
# Undocumented: Slack was seen to refuse near 13,200 (github.com/slackapi/bolt-js/issues/2509).
_MESSAGE_BLOCKS = 12_000
_MARKDOWN_TOTAL = 12_000
_VIEW_BYTES = 250_000
_ATTACHMENTS = 100
# Slack refuses metadata that is too large and does not say from where on; private_metadata ends here.
_METADATA_SIZE = 3000

_METADATA = Shape({"event_type": matching(r"[A-Za-z0-9_-]+", "board_posted"), "event_payload": any_object})


def problems(surface: Surface, payload: Mapping[str, Any]) -> list[Problem]:
    """List what is wrong with a payload, in the order of its parts; an empty list means that it may be sent.

    A message is `{"text": …, "blocks": […], "metadata": …, "attachments": […]}`; a modal or home is the view.
    """
    place = Place(surface)
    return list(
        chain(
            fits(_SURFACES[surface], payload, place),
            *(rule(payload, place) for rule in (_block_ids, _action_ids, _one_focus)),
        )
    )


def _blocks_of(payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every block with its pointer, those inside containers too."""
    yield from _mappings(payload, "/blocks", "blocks")


def _mappings(holder: Mapping[str, Any], pointer: str, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    held = holder.get(name)
    for index, block in enumerate(held if isinstance(held, list | tuple) else ()):
        if isinstance(block, Mapping):
            at = f"{pointer}/{index}"
            yield at, block
            yield from _mappings(block, f"{at}/child_blocks", "child_blocks")


def _elements_of(pointer: str, block: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in ("accessory", "element"):
        if isinstance(block.get(name), Mapping):
            yield f"{pointer}/{name}", block[name]
    for name in ("elements", "actions"):
        yield from _mappings(block, f"{pointer}/{name}", name)


def _block_ids(payload: Mapping[str, Any], _place: Place) -> Iterator[Problem]:
    yield from _repeated("block_id", _blocks_of(payload))


def _action_ids(payload: Mapping[str, Any], _place: Place) -> Iterator[Problem]:
    for pointer, block in _blocks_of(payload):
        yield from _repeated("action_id", _elements_of(pointer, block))


def _repeated(name: str, holders: Iterator[tuple[str, Mapping[str, Any]]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for pointer, holder in holders:
        own = holder.get(name)
        if not isinstance(own, str):
            continue
        if own in seen:
            yield Problem(f"{pointer}/{name}", f"duplicate_{name}", f"{name} {own!r} is taken already")
        seen.add(own)


def _one_focus(payload: Mapping[str, Any], _place: Place) -> Iterator[Problem]:
    elements = chain.from_iterable(_elements_of(*held) for held in _blocks_of(payload))
    focused = [pointer for pointer, element in elements if element.get("focus_on_load") is True]
    for pointer in focused[1:]:
        yield Problem(f"{pointer}/focus_on_load", "several_focused", "only one element may take the focus")


def _said(payload: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    if not payload.get("blocks") and not markdown and not (isinstance(text, str) and text.strip()):
        yield place.problem("no_text", "a message needs text or blocks")
    if markdown and (text or payload.get("blocks")):
        yield place.under("markdown_text").problem("markdown_text_conflict", "does not go with text or blocks")


def _short_enough(payload: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    length = len(_serialised(payload.get("blocks") or []))
    if length > _MESSAGE_BLOCKS:
        message = f"the blocks have {length} characters as JSON, {_MESSAGE_BLOCKS} are safe"
        yield place.under("blocks").problem("msg_blocks_too_long", message)


def _no_attachments(value: Any, place: Place) -> Iterator[Problem]:
    yield from listing(anything, _ATTACHMENTS, least=0)(value, place)
    if value:
        yield place.problem("not_here", "attachments are Slack's older way to say what blocks say")


def _little_metadata(payload: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    if len(_serialised(payload.get("metadata"))) > _METADATA_SIZE:
        message = f"may have {_METADATA_SIZE} characters as JSON"
        yield place.under("metadata").problem("metadata_too_large", message)


def _one_table(payload: Mapping[str, Any], _place: Place) -> Iterator[Problem]:
    tables = [pointer for pointer, block in _blocks_of(payload) if block.get("type") == "table"]
    for pointer in tables[1:]:
        yield Problem(pointer, "only_one_table_allowed", "a message may hold one table")


def _markdown_total(payload: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    markdown = (block.get("text") for _, block in _blocks_of(payload) if block.get("type") == "markdown")
    if sum(len(part) for part in markdown if isinstance(part, str)) > _MARKDOWN_TOTAL:
        message = f"all markdown blocks together may have {_MARKDOWN_TOTAL} characters"
        yield place.under("blocks").problem("markdown_too_long", message)


def _small_enough(view: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    size = len(_serialised(view).encode())
    if size > _VIEW_BYTES:
        yield place.problem("view_too_large", f"the view has {size} bytes, at most {_VIEW_BYTES} are allowed")


def _submittable(view: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    inputs = any(block.get("type") == "input" for _, block in _blocks_of(view))
    if inputs and view.get("submit") is None:
        yield place.under("submit").problem("missing", "a modal with an input needs a submit button")


def _serialised(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_VIEW: dict[str, Check] = {
    "callback_id": string(255, shortest=0),
    "private_metadata": string(3000, shortest=0),
    "external_id": string(255, shortest=0),
}
_SURFACES: dict[Surface, Shape] = {
    "message": Shape(
        {},
        {
            "text": string(_MESSAGE_TEXT, shortest=0),
            "blocks": listing(BLOCK, 50, least=0),
            "markdown_text": string(_MARKDOWN_TOTAL),
            "attachments": _no_attachments,
            "metadata": obj(_METADATA),
        },
        rules=(_said, _short_enough, _one_table, _markdown_total, _little_metadata),
    ),
    "modal": Shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": listing(BLOCK, 100)},
        {
            **_VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
        rules=(_submittable, _small_enough),
    ),
    "home": Shape({"type": one_of("home"), "blocks": listing(BLOCK, 100)}, _VIEW, rules=(_small_enough,)),
}
