"""What a person finds in a message: its buttons and its words."""

from collections.abc import Sequence
from typing import Any

from bot.slack.views.ids import Reference, decode


def buttons(blocks: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return all buttons by their text, in order."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    return {element["text"]["text"]: element for row in rows for element in row if element["type"] == "button"}


def beside(blocks: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the buttons that stand beside a text, by what a screen reader says of them, in order."""
    found = [block["accessory"] for block in blocks if block.get("accessory", {}).get("type") == "button"]
    return {button["accessibility_label"]: button for button in found}


def menu(blocks: Sequence[dict[str, Any]]) -> dict[str, Reference]:
    """Return the items of all overflow menus by their text."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    menus = [element["options"] for row in rows for element in row if element["type"] == "overflow"]
    return {option["text"]["text"]: decode(option["value"]) for options in menus for option in options}


def reference(button: dict[str, Any]) -> Reference:
    return decode(button["value"])


def lines(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines of all section blocks."""
    return [line for block in blocks if block["type"] == "section" for line in block["text"]["text"].split("\n")]
