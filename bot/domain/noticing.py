"""Notice what becomes of messages that are evidence.

It is nobody's work on the section, and what was captured stays as it was: no signature becomes void. But whoever is
about to sign has to look again, and everybody sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentStatus
from bot.domain.events import EventKind
from bot.domain.evidence import Evidence, Fate, Quote, beginning, in_words
from bot.domain.people import Act, ChannelId


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A message that says something else now; `text` is None when it was deleted."""

    channel: ChannelId
    ts: str
    text: str | None


def notice(deployment: Deployment, message: Rewritten, act: Act) -> Changed:
    """Remember it wherever the message is evidence; a deployment that is closed stays as it was closed."""
    changed: Changed = (deployment, ())
    for key in deployment.sections if deployment.status is DeploymentStatus.OPEN else ():
        after, events = _notice_in(changed[0], key, message, act)
        changed = (after, changed[1] + events)
    return changed


def _notice_in(deployment: Deployment, key: SectionKey, message: Rewritten, act: Act) -> Changed:
    was = deployment.section(key).evidence
    now = {question: tuple(_after(piece, message) for piece in pieces) for question, pieces in was.items()}
    if now == was:
        return deployment, ()
    after = deployment.with_section(key, evidence=now)
    events = [
        after.event(
            EventKind.EVIDENCE_CHANGED,
            act,
            section=key,
            question=question,
            before=in_words(before.item),
            after=in_words(piece.item),
            reason=f"It says now: {beginning(message.text)}" if message.text else "",
        )
        for question in was
        for before, piece in zip(was[question], now[question], strict=True)
        if piece != before
    ]
    return after, tuple(events)


def _after(piece: Evidence, message: Rewritten) -> Evidence:
    item = piece.item
    if not isinstance(item, Quote) or (item.channel, item.ts) != (message.channel, message.ts):
        return piece
    return replace(piece, item=replace(item, fate=_fate(item, message.text)))


def _fate(quote: Quote, text: str | None) -> Fate:
    if text is None:
        return Fate.DELETED
    return Fate.UNCHANGED if beginning(text) == quote.text else Fate.EDITED
