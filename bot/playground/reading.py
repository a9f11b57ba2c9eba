"""What a person reads in blocks, and what they can press: pure, from the dicts of the page API to words.

Text is given as it looks, without markup: `*Done* by <@U1>` is read as "Done by @Priya Raman".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

Payload = Mapping[str, Any]

_JOINER = "\u2060"
_TOKEN = re.compile(r"<([^<>]*)>")
# A mark between two joiners was typed by a user and formats nothing; see bot/slack/views/blocks.py.
_DEFUSED = re.compile(f"{_JOINER}([*_~`]){_JOINER}")
_FORMATTED = re.compile(r"(?<![\w*_~`])([*_~])(?=[^\s])(.*?[^\s])\1(?!\w)")
_CODE = re.compile(r"(`{3}|`)(.+?)\1", re.DOTALL)
_FENCES = {mark: chr(0xE000 + number) for number, mark in enumerate("*_~`")}
_QUOTE = re.compile(r"^(?:&gt;){1,3} ?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Names:
    """How ids look to people: real names, channel names without #, group handles without @; and where they live."""

    users: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    zone: str = "Etc/UTC"

    def user(self, user_id: str) -> str:
        return self.users.get(user_id, user_id)


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press: a button, or one entry of an overflow menu (then `option` is that entry)."""

    label: str
    spoken: str
    block_id: str
    element: Payload
    option: Payload | None = None

    @property
    def question(self) -> Payload | None:
        """The confirmation dialog that stands before the action."""
        return self.element.get("confirm")


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in; `acts` says that a change is sent to the app at once."""

    label: str
    block_id: str
    element: Payload
    acts: bool
    optional: bool = False

    @property
    def question(self) -> Payload | None:
        """The confirmation dialog that stands before the choice is told to the app."""
        return self.element.get("confirm")


def spoken(text: str, names: Names) -> str:
    """Read mrkdwn: mentions and dates as shown, links by their label, formatting marks not at all."""
    text = _DEFUSED.sub(lambda match: _FENCES[match[1]], text)
    text = _QUOTE.sub("", text).replace(_JOINER, "")
    text = _CODE.sub(lambda match: _fenced(match[2]), text)
    text = _unformatted(_TOKEN.sub(lambda match: _fenced(_named(match[1], names)), text))
    for mark, fence in _FENCES.items():
        text = text.replace(fence, mark)
    return unescape(text)


def composed(text: str, names: Names) -> str:
    """Write mentions as Slack's composer does: "@Priya Raman" becomes `<@U…>`, so do groups and channels."""
    mentions = {f"@{name}": f"<@{user}>" for user, name in names.users.items()}
    mentions |= {f"@{handle}": f"<!subteam^{group}>" for group, handle in names.groups.items()}
    mentions |= {f"#{name}": f"<#{channel}>" for channel, name in names.channels.items()}
    longest_first = sorted(mentions, key=len, reverse=True)
    known = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")
    return known.sub(lambda match: mentions[match[0]], text) if mentions else text


def _fenced(text: str) -> str:
    return "".join(_FENCES.get(character, character) for character in text)


def _unformatted(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _FORMATTED.sub(r"\2", text)
    return text


def _named(token: str, names: Names) -> str:
    target, bar, label = token.partition("|")
    if bar:
        return f"#{label}" if target.startswith("#") else label
    if target.startswith("!subteam^"):
        group = target.removeprefix("!subteam^")
        return f"@{names.groups.get(group, group)}"
    known = {"@": names.users, "#": names.channels}.get(target[:1])
    if known is not None:
        return target[:1] + known.get(target[1:], target[1:])
    return f"@{target[1:]}" if target.startswith("!") else target


def words(text: Any, names: Names) -> str:
    """Read a text object, a plain string or nothing."""
    if isinstance(text, str):
        return text
    if not isinstance(text, Mapping):
        return ""
    own = str(text.get("text", ""))
    return spoken(own, names) if text.get("type") == "mrkdwn" else own.replace(_JOINER, "")


def lines(blocks: Iterable[Payload], names: Names) -> list[str]:
    """Every line of text in the blocks, top to bottom; buttons and menus are not text (see `controls`)."""
    found: list[str] = []
    for block in blocks:
        for text in _texts(block, names):
            found.extend(line for line in text.split("\n") if line.strip())
    return found


def _texts(block: Payload, names: Names) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield words(block.get("text"), names)
            yield from (words(text, names) for text in block.get("fields", ()))
        case "context":
            yield "  ".join(words(part, names) or part.get("alt_text", "") for part in block["elements"])
        case "input":
            yield words(block["label"], names) + (" (optional)" if block.get("optional") else "")
            yield words(block.get("hint"), names)
        case "image":
            yield words(block.get("title"), names)
            yield block["alt_text"]
        case "divider" | "actions" | "context_actions":
            return
        case "rich_text":
            yield from ("".join(_rich(part, names)) for part in block["elements"])
        case _:
            yield from _anything(block, names)


def _rich(part: Payload, names: Names) -> Iterator[str]:
    match part.get("type"):
        case "user":
            yield f"@{names.user(part['user_id'])}"
        case "usergroup":
            yield f"@{names.groups.get(part['usergroup_id'], part['usergroup_id'])}"
        case "channel":
            yield f"#{names.channels.get(part['channel_id'], part['channel_id'])}"
        case "link":
            yield part.get("text") or part["url"]
        case "emoji":
            yield f":{part['name']}:"
        case "rich_text_list":
            yield "\n".join("• " + "".join(_rich(item, names)) for item in part["elements"])
        case _:
            yield str(part.get("text", ""))
            for inner in part.get("elements", ()):
                yield from _rich(inner, names)


def _anything(part: Any, names: Names) -> Iterator[str]:
    """Read the blocks that only show something (header, table, card …): all their texts, in order."""
    if isinstance(part, Mapping):
        if part.get("type") in {"plain_text", "mrkdwn"}:
            yield words(part, names)
        elif part.get("type") != "button":
            for key, inner in part.items():
                yield from [inner] if key == "text" and isinstance(inner, str) else _anything(inner, names)
    elif isinstance(part, list):
        for inner in part:
            yield from _anything(inner, names)


def message_lines(message: Payload, names: Names) -> list[str]:
    """Read a message: its blocks, or its text when it has none, then attachments and the names of files."""
    blocks = message.get("blocks") or ()
    found = lines(blocks, names) if blocks else spoken(message.get("text") or "", names).split("\n")
    for attachment in message.get("attachments") or ():
        found += lines(attachment.get("blocks") or (), names)
        found += [spoken(attachment[key], names) for key in ("title", "text") if attachment.get(key)]
    return [line for line in found if line.strip()]


def _held(blocks: Iterable[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Every element that a person can use, with the block that holds it."""
    for block in blocks:
        if block.get("type") == "input":
            yield block, block["element"]
        if isinstance(block.get("accessory"), Mapping):
            yield block, block["accessory"]
        if block.get("type") in {"actions", "context_actions"}:
            yield from ((block, element) for element in block["elements"])
        yield from _held(block.get("child_blocks", ()))


def controls(blocks: Iterable[Payload], names: Names, viewer: str = "") -> list[Control]:
    """Every button and menu entry that `viewer` sees."""
    found = []
    for block, element in _held(blocks):
        seen_by = element.get("visible_to_user_ids")
        if element.get("type") == "button" and (not seen_by or viewer in seen_by):
            label, heard = words(element["text"], names), element.get("accessibility_label", "")
            found.append(Control(label, heard, block["block_id"], element))
        elif element.get("type") == "overflow":
            found += [
                Control(words(option["text"], names), "", block["block_id"], element, option)
                for option in element["options"]
            ]
    return found


def fields(blocks: Iterable[Payload], names: Names) -> list[Field]:
    """Every input, picker and choice; those outside input blocks go by the text or placeholder beside them."""
    found = []
    for block, element in _held(blocks):
        if element.get("type") in {"button", "overflow", "image", "icon_button", "feedback_buttons"}:
            continue
        if block["type"] == "input":
            label, acts = words(block["label"], names), bool(block.get("dispatch_action"))
        else:
            label, acts = words(block.get("text"), names) or words(element.get("placeholder"), names), True
        found.append(Field(label, block["block_id"], element, acts, bool(block.get("optional"))))
    return found


class Unclear(LookupError):
    """No thing, or more than one, goes by the words that a person used."""


def pick(things: Sequence[Any], words: str, *names: str) -> Any:
    """Find the one thing of which an attribute among `names` is, else begins with, else contains `words`."""
    for matches in (str.__eq__, str.startswith, str.__contains__):
        found = [one for one in things if any(matches(getattr(one, name), words) for name in names)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unclear(f"{len(found)} things are called {words!r}")
    raise Unclear(f"there is no {words!r}")
