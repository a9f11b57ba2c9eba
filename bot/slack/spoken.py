"""What a person said in a message, as plain text: Slack writes mentions, links and three characters in its own way."""

from __future__ import annotations

import re

from bot.domain.people import UserId
from bot.slack.storable import storable

_MARKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def plain(text: str) -> str:
    """Return the text of a message as its readers see it, names of people being their ids."""
    shown = _MARKED.sub(lambda found: _shown(found[1], found[2] or ""), text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    return storable(_UNSEEN.sub("", shown)).strip()


def links_in(text: str) -> tuple[str, ...]:
    """Return the addresses that a message links to, in order."""
    targets = [found[1] for found in _MARKED.finditer(text)]
    return tuple(
        dict.fromkeys(plain(f"<{target}>") for target in targets if target.startswith(("http://", "https://")))
    )


def people_in(text: str) -> tuple[UserId, ...]:
    """Return whom a message mentions, in order."""
    return tuple(dict.fromkeys(UserId(found[1][1:]) for found in _MARKED.finditer(text) if found[1][0] == "@"))


def unmarked(text: str) -> str:
    """Return the text of a message without its mentions and links."""
    return " ".join(plain(_MARKED.sub(" ", text)).split())


def _shown(target: str, label: str) -> str:
    match target[0]:
        case "@" | "#":
            return target[0] + (label or target[1:])
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            is_same = not label or target.endswith(label)
            return target if is_same else f"{label} ({target})"
