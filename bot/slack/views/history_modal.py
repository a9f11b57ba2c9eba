"""The modal behind "History": what happened to a section or deployment, the newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.events import Event
from bot.domain.history import Told, told
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import NO_SECTION, CallbackId, Reference, encode
from bot.slack.views.scene import Scene, paragraphs

PAGE_SIZE = 20
_SAID = 400


def history_modal(
    deployment: Deployment, section: SectionKey, events: Sequence[Event], scene: Scene, until: int = 0
) -> Json:
    """Draw one page; the page ends before the event with the number `until`, counted from the oldest, or with the last.

    Its one button turns to the page with what is older, and from the oldest back to the newest; numbers stay the same
    while new events come in.
    """
    mine = [event for event in events if section in {NO_SECTION, event.section}]
    end = min(until, len(mine)) or len(mine)
    start = max(0, end - PAGE_SIZE)
    lines = [f"{_line(told(event, deployment.checklist, scene.names))}\n" for event in reversed(mine[start:end])]
    turns = "Older" if start else "Back to the newest" if end < len(mine) else None
    return blocks.modal(
        _title(deployment, section),
        [
            blocks.context(_about(deployment, section), _extent(start, end, len(mine))),
            *paragraphs(lines or ["Nothing has happened here yet."]),
        ],
        callback_id=CallbackId.HISTORY,
        private_metadata=encode(Reference(deployment.id, section, seen=start)),
        submit=turns,
        close="Close",
    )


def _title(deployment: Deployment, section: SectionKey) -> str:
    return f"History of {deployment.checklist.section(section).ref}" if section else "History"


def _about(deployment: Deployment, section: SectionKey) -> str:
    named = words.section_name(deployment.checklist.section(section), 200) if section else ""
    return words.DOT.join(filter(None, (named, words.target(deployment))))


def _extent(start: int, end: int, total: int) -> str:
    if total <= PAGE_SIZE:
        return "The newest first."
    return f"{start + 1} to {end} of {words.count(total, 'event')}, the newest first."


def _line(event: Told) -> str:
    said = f"{words.moment(event.at)}  {safe(event.who, 80)} {safe(event.did, 250)}"
    replaced = " → ".join(words.brief(text, _SAID) for text in (event.before, event.after) if text)
    if event.before and not event.after:
        replaced = f"{replaced} → nothing"
    details = filter(None, (replaced, words.quoted(event.reason, _SAID)))
    return "\n".join((f"*{said}*", *details))
