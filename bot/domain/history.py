"""How the history reads: each event as a sentence about people, and what was there before and after, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.checklist import AnswerKind, Checklist, Question
from bot.domain.events import Event, EventKind
from bot.domain.people import UserId

_DONE: Mapping[EventKind, str] = {
    EventKind.OPENED: "opened the deployment",
    EventKind.CARRIED_OVER: "had answers proposed",
    EventKind.LEAD_CHANGED: "changed the lead",
    EventKind.DUE_CHANGED: "changed the due date",
    EventKind.TIER_CHANGED: "changed the tier",
    EventKind.ARTEFACT_CHANGED: "changed the artefact",
    EventKind.WENT_STALE: "made stale the answer to",
    EventKind.LEFT_OUT: "left out",
    EventKind.TAKEN_IN: "took back in",
    EventKind.OWNERS_CHANGED: "changed the owners of",
    EventKind.GROUPS_CHANGED: "changed the groups that own",
    EventKind.REVIEWERS_CHANGED: "changed the reviewers of",
    EventKind.REVIEW_GROUPS_CHANGED: "changed the groups that review",
    EventKind.ANSWERED: "answered",
    EventKind.CLEARED: "took back the answer to",
    EventKind.ACCEPTANCE_ASKED: "asked for acceptance of the risk of",
    EventKind.RISK_ACCEPTED: "accepted the risk of",
    EventKind.ACCEPTANCE_VOIDED: "made void the acceptance of",
    EventKind.CONDITION_DONE: "marked as done the condition of",
    EventKind.EVIDENCE_ADDED: "added evidence to",
    EventKind.EVIDENCE_REMOVED: "took away evidence from",
    EventKind.EVIDENCE_CHANGED: "wrote or brought evidence that has changed since, for",
    EventKind.FILE_IDENTIFIED: "brought a file, of which the digest is taken now, for",
    EventKind.SIGNED_OFF: "signed off",
    EventKind.SIGN_OFF_VOIDED: "made void the sign-off of",
    EventKind.APPROVED: "approved",
    EventKind.CHANGES_REQUESTED: "asked for changes in",
    EventKind.REOPENED: "reopened",
    EventKind.BLOCKED: "said what blocks",
    EventKind.UNBLOCKED: "unblocked",
    EventKind.PUBLISHED: "completed the deployment: every section is signed off",
    EventKind.CANCELLED: "cancelled the deployment",
}
"""What the actor did; the section or question follows."""

_LISTS_PEOPLE = frozenset(
    {
        EventKind.OWNERS_CHANGED,
        EventKind.GROUPS_CHANGED,
        EventKind.REVIEWERS_CHANGED,
        EventKind.REVIEW_GROUPS_CHANGED,
        EventKind.APPROVED,
    }
)
_NAMES_PEOPLE = _LISTS_PEOPLE | {EventKind.LEAD_CHANGED, EventKind.RISK_ACCEPTED}
_SIGNS = frozenset({EventKind.SIGNED_OFF, EventKind.APPROVED})
_ANSWERS = frozenset({EventKind.ANSWERED, EventKind.CLEARED})
_USER = re.compile(r"[A-Z][A-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class Told:
    """An event in words: who did what, and, where something was replaced, what it was and what it is."""

    at: datetime
    who: str
    did: str
    before: str
    after: str
    reason: str

    @property
    def change(self) -> str:
        """Say "before → after", leaving out what was not there."""
        if self.before and self.after:
            return f"{self.before} → {self.after}"
        return self.after or (f"{self.before} → nothing" if self.before else "")


def told(event: Event, checklist: Checklist, names: Mapping[UserId, str]) -> Told:
    """Put an event into words. Names, also those of groups, are those of today: the event itself keeps ids."""
    question = _question(event, checklist)
    parts = (_DONE[event.kind], _subject(event, question, checklist))
    before, after = event.before, event.after
    if _names_people(event, question):
        before, after = (_with_names(text, event.kind, names) for text in (before, after))
    if event.kind in _SIGNS and after:
        standing = f"for {before}, " if before else ""
        before, after = "", f"{standing}digest of its answers {after}"
    return Told(
        at=event.at,
        who=names.get(event.by, "someone"),
        did=" ".join(filter(None, parts)),
        before=before,
        after=after,
        reason=event.reason,
    )


def people_told_of(events: Iterable[Event], checklist: Checklist) -> frozenset[UserId]:
    """Return all people and groups that these events name; a word of a note that looks like an id may be among them."""
    people: set[UserId] = set()
    for event in events:
        people.add(event.by)
        if _names_people(event, _question(event, checklist)):
            people |= set(map(UserId, _USER.findall(f"{event.before} {event.after}")))
    return frozenset(people)


def _names_people(event: Event, question: Question | None) -> bool:
    asks_for_people = question is not None and question.kind is AnswerKind.PEOPLE
    return event.kind in _NAMES_PEOPLE or (event.kind in _ANSWERS and asks_for_people)


def _subject(event: Event, question: Question | None, checklist: Checklist) -> str:
    if question:
        return f"{question.ref} {question.prompt}"
    for section in checklist.sections:
        if section.key == event.section:
            return f"section {section.ref} {section.title}"
    return ""


def _question(event: Event, checklist: Checklist) -> Question | None:
    return next((one for one in checklist.questions if one.key == event.question), None)


def _with_names(text: str, kind: EventKind, names: Mapping[UserId, str]) -> str:
    """Put names in the place of ids; an id of somebody unknown stays, since it may as well be a word of a note."""
    spaced = text.replace(" ", ", ") if kind in _LISTS_PEOPLE else text
    return _USER.sub(lambda found: names.get(UserId(found[0]), found[0]), spaced)
