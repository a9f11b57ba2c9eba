"""What can be kept of a text that comes from outside."""

from __future__ import annotations


def storable(text: str) -> str:
    """Drop what no database keeps in a text and nobody can see: NUL, and half a character, as a cut emoji leaves it."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
