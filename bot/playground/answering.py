"""From what a person says they put into a field to what the page sends, and back: pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.elements import value_key
from bot.playground.reading import Field, Names, Payload, words

_SHAPES = {
    "selected_date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "selected_time": re.compile(r"\d{2}:\d{2}"),
}
_MOMENT = "%Y-%m-%d %H:%M"
_MANY = frozenset(("selected_options", "selected_users", "selected_channels", "selected_conversations", "files"))
_PRESSES = {"radio_buttons": 1, "datetimepicker": 4}


class CannotAnswer(ValueError):
    """The field as drawn does not take what the person wants to put into it."""


def answer(filled: Field, wanted: Sequence[str], names: Names) -> dict[str, Any]:
    """Return the input that the page sends, say `{"value": …}` or `{"selected_option": {…}}`.

    Options go by their visible text, people by their real name, channels by name, dates as YYYY-MM-DD, times as
    HH:MM, moments as both on the person's own clock. Nothing wanted empties the field. Raises CannotAnswer.
    """
    key = value_key(dict(filled.element))
    if key is None or (key == "files" and wanted):
        raise CannotAnswer(f"{filled.label!r} cannot be filled in")
    values = [_one(key, filled, text, names) for text in wanted]
    if key in _MANY:
        return {key: values}
    if len(values) > 1:
        raise CannotAnswer(f"{filled.label!r} takes one answer, not {len(values)}")
    return {key: values[0] if values else None}


def _one(key: str, filled: Field, text: str, names: Names) -> Any:
    kind = key.removeprefix("selected_").removesuffix("s")
    match kind:
        case "option":
            return _option(filled, text, names)
        case "user":
            return _id_of(text.removeprefix("@"), names.users, filled)
        case "channel" | "conversation":
            return _id_of(text.removeprefix("#"), names.channels, filled)
        case "value":
            return _typed(filled, text)
        case "date_time":
            return _moment(filled, text, names)
    shape = _SHAPES.get(key)
    if shape is None or not shape.fullmatch(text):
        raise CannotAnswer(f"{filled.label!r} does not take {text!r}")
    return text


def _typed(filled: Field, text: str) -> str | None:
    longest = filled.element.get("max_length", 3000)
    if len(text) > longest:
        raise CannotAnswer(f"{filled.label!r} stops at {longest} characters, the text has {len(text)}")
    return text or None


def _moment(filled: Field, text: str, names: Names) -> int:
    try:
        local = datetime.strptime(text, _MOMENT).replace(tzinfo=ZoneInfo(names.zone))
    except ValueError as error:
        raise CannotAnswer(f"{filled.label!r} does not take {text!r}") from error
    return int(local.timestamp())


def _option(filled: Field, text: str, names: Names) -> Payload:
    offered = options(filled.element)
    for option in offered:
        if words(option["text"], names) == text:
            return option
    shown = ", ".join(repr(words(option["text"], names)) for option in offered)
    raise CannotAnswer(f"{filled.label!r} does not offer {text!r}, but {shown or 'nothing'}")


def options(element: Payload) -> list[Payload]:
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def _id_of(name: str, known: Mapping[str, str], filled: Field) -> str:
    ids = [thing for thing, shown in known.items() if shown == name]
    if len(ids) != 1:
        raise CannotAnswer(f"{filled.label!r} offers {len(ids)} entries called {name!r}")
    return ids[0]


def shown_value(element: Payload, state: Payload, names: Names) -> str:
    """Return what a person sees in a field: its text, or the labels of what is chosen, joined by commas."""
    key = value_key(dict(element)) or ""
    value = state.get(key)
    if key == "selected_date_time" and value:
        return datetime.fromtimestamp(value, ZoneInfo(names.zone)).strftime(_MOMENT)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(_shown(part, names) for part in chosen if part is not None)


def _shown(value: Any, names: Names) -> str:
    if isinstance(value, Mapping):
        return words(value["text"], names) if "text" in value else str(value.get("name", "(formatted text)"))
    return names.users.get(value) or names.channels.get(value) or str(value)


def clicks_for(element: Payload, before: Payload, after: Payload) -> int:
    """Count the presses and picks from what stood in a field to what stands there now; typing is none.

    A box is one, and so is taking out what was chosen. A list, a calendar or the button for files is pressed first;
    in a list of several, and for files, each change is one more.
    """
    kind, key = element["type"], value_key(dict(element)) or ""
    if key == "value":
        return 0
    if key in _MANY:
        changes = _changes(before.get(key) or [], after[key])
        return changes if kind == "checkboxes" else changes + min(changes, 1)
    if after[key] is None:
        return 1
    return _PRESSES.get(kind, 2)


def _changes(before: Sequence[Any], after: Sequence[Any]) -> int:
    return sum(one not in after for one in before) + sum(one not in before for one in after)


def attachable(filled: Field, names: Sequence[str]) -> Sequence[str]:
    """Return the names of files when a field takes all of them together. Raises CannotAnswer."""
    element = filled.element
    if element["type"] != "file_input":
        raise CannotAnswer(f"{filled.label!r} does not take files")
    most, kinds = element.get("max_files", 10), element.get("filetypes", ())
    if len(names) > most:
        raise CannotAnswer(f"{filled.label!r} takes at most {most} files")
    for name in names:
        if kinds and name.rpartition(".")[2].lower() not in kinds:
            raise CannotAnswer(f"{filled.label!r} takes {', '.join(kinds)} only, and not {name!r}")
    return names
