"""What happens to the words of a person on their way into a message or a command."""

import re
from collections.abc import Callable

from bot.playground.workspace import Workspace

_REFERENCE = re.compile(r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!here|!channel|!everyone)>")
_ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"]")


def as_posted(typed: str) -> str:
    """Escape what a person typed; mentions and web addresses become Slack's references."""
    return _outside_references(typed, lambda reference: reference)


def as_command(typed: str, workspace: Workspace) -> str:
    """Escape the text of a command as `should_escape` does: references carry the name behind a bar."""

    def named(reference: str) -> str:
        inner = reference[2:-1]
        if reference.startswith("<@") and inner in workspace.people:
            return f"<@{inner}|{workspace.people[inner].name}>"
        if reference.startswith("<#") and inner in workspace.channels:
            return f"<#{inner}|{workspace.channels[inner].name}>"
        return reference

    return _outside_references(typed, named)


def _outside_references(typed: str, keep: Callable[[str], str]) -> str:
    parts, end = [], 0
    for reference in _REFERENCE.finditer(typed):
        parts += [_escaped(typed[end : reference.start()]), keep(reference[0])]
        end = reference.end()
    return "".join([*parts, _escaped(typed[end:])])


def _escaped(text: str) -> str:
    escaped, end = [], 0
    for address in _ADDRESS.finditer(text):
        escaped += [_entities(text[end : address.start()]), f"<{_entities(address[0])}>"]
        end = address.end()
    return "".join([*escaped, _entities(text[end:])])


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
