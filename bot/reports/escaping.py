"""What people typed, made harmless in Markdown and still readable as it stands: many read the file unrendered."""

from __future__ import annotations

import re

_DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]")
# Underscores inside a word format nothing and stay bare, because people copy feature names and paths.
_SPECIAL = re.compile(r"[\\`*\[\]<|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)")
_SPECIAL_AT_THE_START = re.compile(r"[#+=>-]|\d+[.)](?=\s|$)")
_ADDRESS = re.compile(r"(https?://[^\s<>]+)")


def quoted(text: str) -> str:
    """Return a block quote with every line as a paragraph of its own; empty when there is nothing to see.

    No line can begin a heading, list, table, code block or rule, and nothing inside it formats, links, embeds or is
    HTML. A web address stays bare, so that it can be copied; a viewer that makes it a link leads to what it says.
    """
    return "\n>\n".join(f"> {line}" for line in _lines(text))


def in_one_line(text: str) -> str:
    """Return the same without the quote, for a heading, a table's cell or a list's item."""
    return " ".join(_lines(text))


def _lines(text: str) -> list[str]:
    folded = (" ".join(line.split()) for line in _DROPPED.sub("", text).splitlines())
    return [_escaped(line) for line in folded if line]


def _escaped(line: str) -> str:
    parts = _ADDRESS.split(line)
    parts[::2] = [_SPECIAL.sub(r"\\\g<0>", text) for text in parts[::2]]
    # A backslash would become part of the address; a percent code means the same to whoever serves it.
    parts[1::2] = [_SPECIAL.sub(lambda sign: f"%{ord(sign[0]):02X}", address) for address in parts[1::2]]
    escaped = "".join(parts)
    start = _SPECIAL_AT_THE_START.match(escaped)
    return f"{escaped[: start.end() - 1]}\\{escaped[start.end() - 1 :]}" if start else escaped
