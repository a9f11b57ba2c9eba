"""Sections that depend on others: who signed one relied on the answers of those, and signs again when they change."""

from __future__ import annotations

from bot.domain.changes import what_changed
from bot.domain.checklist import Section, SectionKey
from bot.domain.deployment import REASON_LIMIT, Changed, Deployment, DeploymentStatus
from bot.domain.events import EventKind
from bot.domain.marks import Reopening
from bot.domain.people import Act
from bot.domain.scope import kept


def with_dependents(before: Deployment, changed: Changed, act: Act) -> Changed:
    """Reopen the signed sections that depend on one in which an answer was changed or taken back; no other.

    An answer where there was none is no change: nobody relied on it.
    """
    after, events = changed
    if after.status is not DeploymentStatus.OPEN:
        return changed
    for section in after.checklist.sections:
        reason = _why(before, after, section) if after.sections[section.key].signed_off else ""
        if reason:
            reopening = Reopening(act.by, act.at, reason)
            after = after.with_section(section.key, signed_off=None, reopened=reopening)
            events += (after.event(EventKind.REOPENED, act, section=section.key, reason=reason),)
    return after, events


def _why(before: Deployment, after: Deployment, section: Section) -> str:
    told = [(key, _replaced(before, after, key)) for key in section.depends_on]
    sentences = [
        f"It depends on section {after.checklist.section(key).ref}, where {change}." for key, change in told if change
    ]
    return " ".join(sentences)[:REASON_LIMIT]


def _replaced(before: Deployment, after: Deployment, key: SectionKey) -> str:
    was, now = kept(before.sections[key]), kept(after.sections[key])
    if was is now:
        return ""
    stale = {q for q, proposal in after.sections[key].proposals.items() if proposal.is_stale}
    return what_changed(after.checklist.section(key), was, {q: answer for q, answer in now.items() if q in was}, stale)
