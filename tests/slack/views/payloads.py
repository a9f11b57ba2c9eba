"""The smallest legal payloads, with room for one thing to go wrong."""

from collections.abc import Mapping
from typing import Any

from bot.slack.views import blocks as b
from bot.slack.views.limits import Surface, problems

Json = dict[str, Any]


def message(*blocks: Json) -> Json:
    return {"text": "Hello", "blocks": list(blocks)}


def modal(*blocks: Json, **fields: object) -> Json:
    return {**b.modal("Title", blocks, submit="Save"), **fields}


def home(*blocks: Json) -> Json:
    return b.home(blocks)


def text(length: int) -> Json:
    return {"type": "plain_text", "text": "é" * length}


def options(count: int, length: int = 1) -> list[Json]:
    return [{"text": text(length), "value": str(number)} for number in range(count)]


def act(element: Json) -> Json:
    return message({"type": "actions", "elements": [element]})


def ask(element: Json) -> Json:
    return modal({"type": "input", "label": text(1), "element": element})


def button(**fields: object) -> Json:
    return act({"type": "button", "text": text(1), "action_id": "a", **fields})


def select(**fields: object) -> Json:
    return act({"type": "static_select", "options": options(1), **fields})


def sure(**fields: object) -> Json:
    texts: Json = {name: text(1) for name in ("title", "text", "confirm", "deny")}
    return button(confirm={**texts, **fields})


def rows(count: int, width: int = 1) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "x"}] * width] * count


def container(**fields: object) -> Json:
    return message({"type": "container", "title": text(1), "child_blocks": [b.divider()], **fields})


def data_table(**fields: object) -> Json:
    return message({"type": "data_table", "caption": "c", "rows": rows(2), **fields})


def chart(**parts: object) -> Json:
    return message({"type": "data_visualization", "title": "t", "chart": {"type": "pie", **parts}})


def surface_of(payload: Mapping[str, Any]) -> Surface:
    kinds: dict[object, Surface] = {"modal": "modal", "home": "home"}
    return kinds.get(payload.get("type"), "message")


def found(surface: Surface, payload: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(problem.pointer, problem.code) for problem in problems(surface, payload)}
