"""Notice what becomes of messages and files that are evidence.

It is nobody's work on the section, and what was captured stays as it was: no signature becomes void. But whoever is
about to sign has to look again, and everybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentStatus
from bot.domain.events import EventKind
from bot.domain.evidence import QUOTE_LIMIT, Evidence, Fate, File, Quote, beginning, in_words
from bot.domain.people import Act, ChannelId


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A message that says something else now; `text` is None when it was deleted."""

    channel: ChannelId
    ts: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Identified:
    """A file of which it is known what is in it; `digest` is None when it is gone."""

    file: str
    digest: str | None


Become = Callable[[Evidence], Evidence]


def notice(deployment: Deployment, message: Rewritten, act: Act) -> Changed:
    """Remember it wherever the message is evidence; a deployment that is closed stays as it was closed."""
    says = f"It says now: {beginning(message.text)}" if message.text else ""
    told = _Told(EventKind.EVIDENCE_CHANGED, act, says)
    return _everywhere(deployment, lambda piece: _after(piece, message), told)


def identify(deployment: Deployment, file: Identified, act: Act) -> Changed:
    """Remember what is in a file, or that it is gone; likewise."""
    kind = EventKind.EVIDENCE_CHANGED if file.digest is None else EventKind.FILE_IDENTIFIED
    return _everywhere(deployment, lambda piece: _identified(piece, file), _Told(kind, act))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the history says of it."""

    kind: EventKind
    act: Act
    reason: str = ""


def _everywhere(deployment: Deployment, become: Become, told: _Told) -> Changed:
    changed: Changed = (deployment, ())
    for key in deployment.sections if deployment.status is DeploymentStatus.OPEN else ():
        after, events = _notice_in(changed[0], key, become, told)
        changed = (after, changed[1] + events)
    return changed


def _notice_in(deployment: Deployment, key: SectionKey, become: Become, told: _Told) -> Changed:
    was = deployment.section(key).evidence
    now = {question: tuple(map(become, pieces)) for question, pieces in was.items()}
    if now == was:
        return deployment, ()
    after = deployment.with_section(key, evidence=now)
    events = [
        after.event(
            told.kind,
            told.act,
            section=key,
            question=question,
            before=in_words(before.item),
            after=in_words(piece.item),
            reason=told.reason,
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


def _identified(piece: Evidence, file: Identified) -> Evidence:
    item = piece.item
    if not isinstance(item, File) or item.id != file.file:
        return piece
    if file.digest is None:
        return replace(piece, item=replace(item, fate=Fate.DELETED))
    return replace(piece, item=replace(item, digest=file.digest))


def _fate(quote: Quote, text: str | None) -> Fate:
    """Say what became of a message; of a long one, only the beginning is kept, so that no edit can be taken back."""
    if text is None:
        return Fate.DELETED
    is_whole = len(quote.text) < QUOTE_LIMIT
    return Fate.UNCHANGED if is_whole and beginning(text) == quote.text else Fate.EDITED
