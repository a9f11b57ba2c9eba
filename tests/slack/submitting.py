"""What Slack makes of a modal when somebody presses its submit button without changing anything."""

from collections.abc import Mapping
from typing import Any


def submit(view: Mapping[str, Any], **typed: Any) -> dict[str, Any]:
    """Return `view.state.values`; `typed` holds what a person changed, by block_id with "/", "." and "-" as "_"."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            state = typed.get(_name(block["block_id"]), _initial(block["element"]))
            values[block["block_id"]] = {block["element"]["action_id"]: state}
    return values


def text(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def picked(*values: str) -> dict[str, Any]:
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def one(value: str) -> dict[str, Any]:
    return {"type": "radio_buttons", "selected_option": {"value": value}}


def _name(block_id: str) -> str:
    return block_id.translate(str.maketrans("/.-", "___"))


_STARTS = {
    "plain_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "users_select": ("selected_user", "initial_user"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "file_input": ("files", "initial_files"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Where the state of an element holds its value, and where the element says what that is at first."""


def _initial(element: Mapping[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    held, given = _STARTS[kind]
    return {"type": kind, held: element.get(given, [] if held.endswith("s") else None)}
