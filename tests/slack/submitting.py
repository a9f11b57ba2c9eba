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


def _initial(element: Mapping[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    match kind:
        case "plain_text_input" | "url_text_input" | "number_input":
            return {"type": kind, "value": element.get("initial_value")}
        case "radio_buttons" | "static_select":
            return {"type": kind, "selected_option": element.get("initial_option")}
        case "checkboxes" | "multi_static_select":
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        case "multi_users_select":
            return {"type": kind, "selected_users": element.get("initial_users", [])}
        case "users_select":
            return {"type": kind, "selected_user": element.get("initial_user")}
        case "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date")}
        case _:
            raise NotImplementedError(kind)
