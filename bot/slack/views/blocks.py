"""Plain Python values to plain Block Kit dicts: the only place that knows how Slack spells a block.

Two kinds of text go in. `plain`, and all that is built on it (headers, buttons, labels, options), shows its
text as it is, but for signs that would turn its direction round, so text of users may go there untouched. `mrkdwn`
formats: text of users reaches it through `safe`.

Clipped are only texts where a lost tail is harmless (a button, an option, a title). What a person may have
typed into an input is never clipped; `limits.problems` says when it does not fit.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias, TypedDict, Unpack

Json: TypeAlias = dict[str, Any]
Style: TypeAlias = Literal["primary", "danger"]

ELLIPSIS = "…"
JOINER = "\u2060"

# Slack has no escape for its formatting marks. A mark formats only where it hugs the text at a word's edge,
# so a WORD JOINER on both sides takes the edge away: the reader sees the same text, and the mark neither opens
# nor closes anything, not even a pair that the surrounding text has opened. Underscores inside snake_case do
# not format in Slack; they stay bare because people copy feature names and paths out of messages.
_SPECIAL = r"(?P<inner>(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9]))|(?P<mark>[*_~`])|(?P<quote>^[>\uff1e])"
_TO_DEFUSE = re.compile(f"{_SPECIAL}|[&<>]", re.MULTILINE)
_PIECE = re.compile(f"{_SPECIAL}|.", re.DOTALL | re.MULTILINE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Direction overrides would turn round what we write after the text. A user's own joiners would blur ours.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]")
_DROPPED = re.compile(f"{TURNING.pattern}|{JOINER}")


def escape(text: str) -> str:
    """Replace the three characters that Slack reads as markup (&, <, >), and nothing else."""
    return text.translate(_ENTITIES)


def clip(text: str, limit: int) -> str:
    """At most `limit` code points of `text`; a shortened text ends in "…"."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def safe(text: str, limit: int, *, keep_lines: bool = False) -> str:
    """User text for a mrkdwn object: shown as typed, it cannot format, mention, link or leave its line.

    Returns at most `limit` code points of escaped text, never cut inside an entity. Bare @here, #channel and
    addresses stay text because `mrkdwn` sets `verbatim`. Whitespace is folded; `keep_lines` keeps the lines.
    """
    folded = _folded(text, keep_lines=keep_lines)
    # Escaping never shortens, so what is too long already need not be escaped to its end.
    if len(folded) <= limit and len(whole := _TO_DEFUSE.sub(_defused, folded)) <= limit:
        return whole
    kept, room = [], limit - len(ELLIPSIS)
    for piece in map(_defused, _PIECE.finditer(folded)):
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip("_ \n") + ELLIPSIS


def _folded(text: str, *, keep_lines: bool) -> str:
    text = _DROPPED.sub("", text)
    if not keep_lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip("\n")


def _defused(piece: re.Match[str]) -> str:
    if piece.lastgroup == "mark":
        return JOINER + piece[0] + JOINER
    # A quotation mark counts at the start of a line only, and there its entity counts as well.
    return (JOINER if piece.lastgroup == "quote" else "") + escape(piece[0])


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": straight(text), "emoji": True}


def straight(text: str) -> str:
    """Drop what turns the direction of a text round, or cannot be seen; of a text that is nothing else, "…" stays."""
    return TURNING.sub("", text) or (ELLIPSIS if text else "")


def mrkdwn(text: str) -> Json:
    """Wrap formatted text; `verbatim` keeps bare @here, #channel and addresses from becoming links."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str, *, block_id: str | None = None) -> Json:
    return _present(type="header", text=plain(clip(text, 150)), block_id=block_id)


def section(
    text: str | None = None,
    *,
    fields: Sequence[str] = (),
    accessory: Json | None = None,
    block_id: str | None = None,
) -> Json:
    """Text and fields are mrkdwn."""
    return _present(
        type="section",
        text=mrkdwn(text) if text is not None else None,
        fields=[mrkdwn(field) for field in fields] or None,
        accessory=accessory,
        block_id=block_id,
    )


def context(*texts: str, block_id: str | None = None) -> Json:
    """Small grey print; the texts are mrkdwn."""
    return _present(type="context", elements=[mrkdwn(text) for text in texts], block_id=block_id)


def divider() -> Json:
    return {"type": "divider"}


def actions(*elements: Json, block_id: str | None = None) -> Json:
    return _present(type="actions", elements=list(elements), block_id=block_id)


def input_block(label: str, element: Json, block_id: str, **parts: Unpack["InputParts"]) -> Json:
    """`dispatch` makes the element report each change at once instead of on submit only."""
    return _present(
        type="input",
        block_id=block_id,
        label=plain(label),
        element=element,
        hint=_plain_or_none(parts.get("hint")),
        optional=parts.get("optional") or None,
        dispatch_action=parts.get("dispatch") or None,
    )


class InputParts(TypedDict, total=False):
    hint: str | None
    optional: bool
    dispatch: bool


def button(text: str, action_id: str, **parts: Unpack["ButtonParts"]) -> Json:
    """`label` is what a screen reader says; give one where buttons of a message repeat their text."""
    label = parts.get("label")
    return _present(
        type="button",
        text=plain(clip(text, 75)),
        action_id=action_id,
        value=parts.get("value"),
        style=parts.get("style"),
        confirm=parts.get("confirm"),
        url=parts.get("url"),
        accessibility_label=clip(straight(label), 75) if label else None,
    )


class ButtonParts(TypedDict, total=False):
    value: str | None
    style: Style | None
    confirm: Json | None
    url: str | None
    label: str | None


def confirm(title: str, text: str, confirm: str, deny: str = "Cancel", style: Style | None = None) -> Json:
    """Ask "are you sure?" before an element acts; the texts are plain."""
    return _present(
        title=plain(clip(title, 100)),
        text=plain(clip(text, 300)),
        confirm=plain(clip(confirm, 30)),
        deny=plain(clip(deny, 30)),
        style=style,
    )


def option(text: str, value: str, description: str | None = None) -> Json:
    return _present(
        text=plain(clip(text, 75)),
        value=value,
        description=plain(clip(description, 75)) if description else None,
    )


def group(label: str, options: Sequence[Json]) -> Json:
    """Title a part of a select's options; selects take groups wherever they take options."""
    return {"label": plain(clip(label, 75)), "options": list(options)}


def static_select(
    action_id: str,
    options: Sequence[Json],
    *,
    placeholder: str | None = None,
    initial: str | None = None,
    confirm: Json | None = None,
) -> Json:
    """`options` may be groups. `initial` is the value of the option that is chosen at first."""
    return _present(
        type="static_select",
        action_id=action_id,
        **_choices(options),
        initial_option=_chosen(options, initial),
        placeholder=_placeholder(placeholder),
        confirm=confirm,
    )


def multi_static_select(
    action_id: str,
    options: Sequence[Json],
    *,
    placeholder: str | None = None,
    initial: Iterable[str] = (),
    max_selected: int | None = None,
) -> Json:
    """`options` may be groups. `initial` holds the values of the options that are chosen at first."""
    return _present(
        type="multi_static_select",
        action_id=action_id,
        **_choices(options),
        initial_options=[_chosen(options, value) for value in initial] or None,
        max_selected_items=max_selected,
        placeholder=_placeholder(placeholder),
    )


def users_select(
    action_id: str, *, placeholder: str | None = None, initial: str | None = None, confirm: Json | None = None
) -> Json:
    return _present(
        type="users_select",
        action_id=action_id,
        initial_user=initial,
        placeholder=_placeholder(placeholder),
        confirm=confirm,
    )


def multi_users_select(
    action_id: str,
    *,
    placeholder: str | None = None,
    initial: Iterable[str] = (),
    max_selected: int | None = None,
) -> Json:
    return _present(
        type="multi_users_select",
        action_id=action_id,
        initial_users=list(initial) or None,
        max_selected_items=max_selected,
        placeholder=_placeholder(placeholder),
    )


def overflow(action_id: str, options: Sequence[Json], *, confirm: Json | None = None) -> Json:
    return _present(type="overflow", action_id=action_id, options=list(options), confirm=confirm)


def radio_buttons(action_id: str, options: Sequence[Json], *, initial: str | None = None) -> Json:
    return _present(
        type="radio_buttons",
        action_id=action_id,
        options=list(options),
        initial_option=_chosen(options, initial),
    )


def checkboxes(action_id: str, options: Sequence[Json], *, initial: Iterable[str] = ()) -> Json:
    return _present(
        type="checkboxes",
        action_id=action_id,
        options=list(options),
        initial_options=[_chosen(options, value) for value in initial] or None,
    )


def datepicker(action_id: str, *, initial: date | None = None, placeholder: str | None = None) -> Json:
    return _present(
        type="datepicker",
        action_id=action_id,
        initial_date=initial.isoformat() if initial else None,
        placeholder=_placeholder(placeholder),
    )


def text_input(action_id: str, **parts: Unpack["TextInputParts"]) -> Json:
    return _present(
        type="plain_text_input",
        action_id=action_id,
        multiline=parts.get("multiline") or None,
        initial_value=parts.get("initial") or None,
        placeholder=_placeholder(parts.get("placeholder")),
        min_length=parts.get("min_length"),
        max_length=parts.get("max_length"),
        focus_on_load=parts.get("focus") or None,
    )


class TextInputParts(TypedDict, total=False):
    multiline: bool
    initial: str | None
    placeholder: str | None
    min_length: int | None
    max_length: int | None
    focus: bool


def url_input(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Json:
    return _present(
        type="url_text_input",
        action_id=action_id,
        initial_value=initial or None,
        placeholder=_placeholder(placeholder),
    )


def number_input(
    action_id: str, *, initial: str | None = None, minimum: Decimal | None = None, maximum: Decimal | None = None
) -> Json:
    """Decimals are allowed; the bounds are checked while typing."""
    return _present(
        type="number_input",
        action_id=action_id,
        is_decimal_allowed=True,
        initial_value=initial,
        min_value=None if minimum is None else f"{minimum:f}",
        max_value=None if maximum is None else f"{maximum:f}",
    )


def file_input(action_id: str, *, max_files: int) -> Json:
    """Let people upload files, of any kind, right in the modal."""
    return {"type": "file_input", "action_id": action_id, "max_files": max_files}


def modal(title: str, blocks: Sequence[Json], **parts: Unpack["ModalParts"]) -> Json:
    return _present(
        type="modal",
        title=plain(clip(title, 24)),
        blocks=list(blocks),
        callback_id=parts.get("callback_id"),
        private_metadata=parts.get("private_metadata"),
        submit=_title_or_none(parts.get("submit")),
        close=_title_or_none(parts.get("close")),
        notify_on_close=parts.get("notify_on_close") or None,
        external_id=parts.get("external_id"),
    )


class ModalParts(TypedDict, total=False):
    callback_id: str
    private_metadata: str
    submit: str | None
    close: str | None
    notify_on_close: bool
    external_id: str | None


def home(blocks: Sequence[Json], *, callback_id: str | None = None, private_metadata: str | None = None) -> Json:
    return _present(type="home", blocks=list(blocks), callback_id=callback_id, private_metadata=private_metadata)


def _present(**parts: object) -> Json:
    return {key: value for key, value in parts.items() if value is not None}


def _plain_or_none(text: str | None) -> Json | None:
    return plain(text) if text else None


def _title_or_none(text: str | None) -> Json | None:
    return plain(clip(text, 24)) if text else None


def _placeholder(text: str | None) -> Json | None:
    return plain(clip(text, 150)) if text else None


def _choices(options: Sequence[Json]) -> dict[str, list[Json]]:
    grouped = any("options" in choice for choice in options)
    return {"option_groups" if grouped else "options": list(options)}


def _chosen(options: Sequence[Json], value: str | None) -> Json | None:
    """Find the option with this value; ValueError when none has it, as Slack would refuse the whole view."""
    if value is None:
        return None
    for choice in options:
        for candidate in choice.get("options", (choice,)):
            if candidate["value"] == value:
                return dict(candidate)
    raise ValueError(f"no option has the value {value!r}")
