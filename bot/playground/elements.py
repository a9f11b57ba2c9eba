"""What people can put into Block Kit elements: empty, initial and given values, and what a form must hold."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from bot.playground.records import Payload, SlackError

# The key under which `state.values` carries an element's value.
_VALUE_KEY = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_MOMENTARY = {"button": None, "overflow": "selected_option"}
_SHAPES = {
    "selected_date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "selected_time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "selected_user": re.compile(r"[UW][A-Z0-9]+"),
    "selected_users": re.compile(r"[UW][A-Z0-9]+"),
    "selected_channel": re.compile(r"C[A-Z0-9]+"),
    "selected_channels": re.compile(r"C[A-Z0-9]+"),
    "selected_conversation": re.compile(r"[CDG][A-Z0-9]+"),
    "selected_conversations": re.compile(r"[CDG][A-Z0-9]+"),
}
_MULTIPLE = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
_MOST_FILES = 10
REQUIRED = "Please complete this required field."


def _held(block: Payload) -> Iterator[Payload]:
    """Yield the elements of a block that a person can act on."""
    match block.get("type"):
        case "input":
            yield block["element"]
        case "section" if "accessory" in block:
            yield block["accessory"]
        case "actions" | "context_actions":
            yield from block.get("elements", [])
        case "container":
            for child in block.get("child_blocks", []):
                yield from _held(child)


def walk(blocks: Iterable[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Yield (block, element) for everything in `blocks` that has an action_id, also inside containers."""
    for block in blocks:
        for inner in block.get("child_blocks", []) if block.get("type") == "container" else [block]:
            yield from ((inner, element) for element in _held(inner) if "action_id" in element)


def find(blocks: Iterable[Payload], block_id: str, action_id: str) -> tuple[Payload, Payload]:
    """Return (block, element) as drawn. Raises SlackError `invalid_input` when it is not there (any more)."""
    for block, element in walk(blocks):
        if block.get("block_id") == block_id and element["action_id"] == action_id:
            return block, element
    raise SlackError("invalid_input", f"There is no {action_id} in {block_id} any more.")


def value_key(element: Payload) -> str | None:
    kind = element["type"]
    return _MOMENTARY[kind] if kind in _MOMENTARY else _VALUE_KEY.get(kind)


def accept(element: Payload, given: Payload) -> Payload:
    """Return the state of `element` after a person put `given` into it: `{"type": …, <key>: value}`.

    Raises SlackError `invalid_input` when the element as drawn cannot hold that.
    """
    key = value_key(element)
    if key is None:
        return {"type": element["type"]}
    value = given.get(key)
    if value is not None and isinstance(value, list) != (key in _MULTIPLE):
        raise SlackError("invalid_input", "That is one value where several belong, or several for one.")
    if key in {"selected_option", "selected_options"}:
        value = _chosen(element, value)
    elif key in _SHAPES:
        _check_shape(key, value)
    elif key == "selected_date_time" and not isinstance(value, int | None):
        raise SlackError("invalid_input", "A moment is a number of seconds.")
    elif key == "files":
        _check_files(element, value or [])
    elif key == "value" and not isinstance(value, str | None):
        raise SlackError("invalid_input", "A text field holds text.")
    return {"type": element["type"], key: value or _nothing(key)}


def _nothing(key: str) -> list[str] | None:
    return [] if key in _MULTIPLE else None


def _chosen(element: Payload, value: object) -> object:
    """Return the drawn options that `value` means, so that a stale page cannot submit an option that is gone."""
    drawn = [*element.get("options", [])]
    for group in element.get("option_groups", []):
        drawn += group["options"]

    def one(option: object) -> Payload:
        for known in drawn:
            if isinstance(option, dict) and option.get("value", option) == known.get("value", known):
                found: Payload = known
                return found
        raise SlackError("invalid_input", "That option is not offered here.")

    if isinstance(value, list):
        if len(value) > element.get("max_selected_items", len(value)):
            raise SlackError("invalid_input", f"Pick at most {element['max_selected_items']}.")
        return [one(option) for option in value]
    return None if value is None else one(value)


def _check_shape(key: str, value: object) -> None:
    for item in value if isinstance(value, list) else [value]:
        if item is not None and not (isinstance(item, str) and _SHAPES[key].fullmatch(item)):
            raise SlackError("invalid_input", f"{item!r} is no {key.removeprefix('selected_')}.")


def _check_files(element: Payload, files: Sequence[object]) -> None:
    most = element.get("max_files", _MOST_FILES)
    if len(files) > most:
        raise SlackError("invalid_input", f"At most {most} files fit here.")
    kinds = element.get("filetypes", [])
    for file in files:
        if not isinstance(file, Mapping) or (kinds and file.get("filetype") not in kinds):
            raise SlackError("invalid_input", f"Files of these kinds are asked for: {', '.join(kinds) or 'any'}.")


def initial(element: Payload) -> Payload:
    key = value_key(element) or ""
    start = "initial_" + ("value" if key.endswith("value") else key.removeprefix("selected_"))
    return {"type": element["type"], key: element.get(start, _nothing(key))}


def state_values(blocks: Sequence[Payload], stored: Payload) -> Payload:
    """Return `state.values`: for every stateful element what was stored, else its initial value, else null."""
    values: Payload = {}
    for block, element in walk(blocks):
        if element["type"] in _VALUE_KEY:
            known = stored.get(block["block_id"], {}).get(element["action_id"])
            fits = known is not None and known["type"] == element["type"]
            values.setdefault(block["block_id"], {})[element["action_id"]] = known if fits else initial(element)
    return values


def merged(blocks: Sequence[Payload], stored: Payload, given: object) -> Payload:
    """Return `stored` with the page's `values` laid over it, each checked against the element as drawn.

    Raises SlackError `invalid_input`.
    """
    if not isinstance(given, Mapping):
        raise SlackError("invalid_input", "`values` is an object of block ids.")
    result = {block_id: dict(actions) for block_id, actions in stored.items()}
    for block_id, actions in given.items():
        for action_id, value in actions.items() if isinstance(actions, Mapping) else ():
            _, element = find(blocks, block_id, action_id)
            result.setdefault(block_id, {})[action_id] = accept(element, value if isinstance(value, dict) else {})
    return result


def complaints(blocks: Sequence[Payload], values: Payload) -> dict[str, str]:
    """Return block_id → sentence for each input that Slack itself refuses to submit."""
    found = {}
    for block in blocks:
        if block.get("type") == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]].get(value_key(element) or "")
            if problem := _complaint(element, value, is_optional=block.get("optional", False)):
                found[block["block_id"]] = problem
    return found


def _complaint(element: Payload, value: object, *, is_optional: bool) -> str | None:
    if not value or (isinstance(value, str) and not value.strip()):
        return None if is_optional else REQUIRED
    if isinstance(value, str) and len(value) > element.get("max_length", 3000):
        return f"Please use at most {element.get('max_length', 3000)} characters."
    if isinstance(value, str) and len(value) < element.get("min_length", 0):
        return f"Please use at least {element['min_length']} characters."
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    if element["type"] == "url_text_input" and not re.fullmatch(r"https?://\S+", str(value)):
        return "Please enter a web address."
    if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+", str(value)):
        return "Please enter an email address."
    return None


def _number_complaint(element: Payload, typed: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", typed):
        return "Please enter a number."
    if "." in typed and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and Decimal(typed) < Decimal(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and Decimal(typed) > Decimal(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
