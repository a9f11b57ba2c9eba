"""The history tells the state: played from the opening on, the events lead to what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain import answers
from bot.domain.answers import Answer
from bot.domain.deployment import Deployment
from bot.domain.events import Event, EventKind
from bot.domain.evidence import Evidence, in_words
from bot.domain.scope import kept

Fact = tuple[str, str, str]
"""What can change: its name, with the section and the question that it is about."""

_TOLD_IN_FULL = {
    EventKind.LEAD_CHANGED: "lead",
    EventKind.DUE_CHANGED: "due",
    EventKind.TIER_CHANGED: "tier",
    EventKind.ARTEFACT_CHANGED: "artefact",
    EventKind.OWNERS_CHANGED: "owners",
    EventKind.GROUPS_CHANGED: "groups",
    EventKind.REVIEWERS_CHANGED: "reviewers",
    EventKind.REVIEW_GROUPS_CHANGED: "review groups",
    EventKind.ANSWERED: "answer",
    EventKind.CLEARED: "answer",
    EventKind.WENT_STALE: "answer",
}
_BEGUN_BY = {
    EventKind.ACCEPTANCE_ASKED: "asked",
    EventKind.RISK_ACCEPTED: "accepted",
    EventKind.SIGNED_OFF: "signed",
}
_ENDED = {
    EventKind.ACCEPTANCE_VOIDED: "accepted",
    EventKind.SIGN_OFF_VOIDED: "signed",
    EventKind.REOPENED: "signed",
    EventKind.CHANGES_REQUESTED: "signed",
    EventKind.TAKEN_IN: "left out",
    EventKind.UNBLOCKED: "blocked",
}
_GIVES_REASON = {EventKind.LEFT_OUT: "left out", EventKind.BLOCKED: "blocked"}
_ENDS = {EventKind.PUBLISHED: "published", EventKind.CANCELLED: "cancelled"}


def facts_of(deployment: Deployment) -> dict[Fact, str]:
    """Return everything that events tell of, in the words of the history; nothing that is empty."""
    due = deployment.due.isoformat() if deployment.due else ""
    facts: dict[Fact, str] = {
        ("lead", "", ""): deployment.lead,
        ("due", "", ""): due,
        ("tier", "", ""): deployment.tier,
        ("artefact", "", ""): deployment.artefact,
    }
    for key, state in deployment.sections.items():
        facts["owners", key, ""] = " ".join(state.owners)
        facts["groups", key, ""] = " ".join(state.groups)
        facts["reviewers", key, ""] = " ".join(state.reviewers)
        facts["review groups", key, ""] = " ".join(state.review_groups)
        approvals = state.signed_off.approvals if state.signed_off else ()
        facts["approved", key, ""] = " ".join(f"{one.by}:{','.join(one.groups)}" for one in approvals)
        facts["signed", key, ""] = state.signed_off.by if state.signed_off else ""
        facts["blocked", key, ""] = state.blocked.reason if state.blocked else ""
        facts |= {("answer", key, question): _words(answer) for question, answer in kept(state).items()}
        facts |= {("left out", key, question): left.reason for question, left in state.left_out.items()}
        for question, waiver in state.waivers.items():
            facts["asked", key, question] = waiver.asked.by if waiver.asked else ""
            facts["accepted", key, question] = waiver.accepted.by if waiver.accepted else ""
        facts |= {
            ("evidence", key, q): " ".join(in_words(p.item) for p in pieces) for q, pieces in state.evidence.items()
        }
    facts["status", "", ""] = deployment.status if deployment.closing else ""
    return {fact: told for fact, told in facts.items() if told}


def play(facts: Mapping[Fact, str], events: Iterable[Event]) -> dict[Fact, str]:
    """Return the facts after these events; fails where an event does not fit what was told before."""
    after = dict(facts)
    for event in events:
        assert ("status", "", "") not in after, f"{event.kind} after the end"
        _tell(after, event)
    return {fact: told for fact, told in after.items() if told}


def _tell(facts: dict[Fact, str], event: Event) -> None:
    about = (event.section or "", event.question or "")
    _approve(facts, ("approved", *about), event)
    if event.kind in _TOLD_IN_FULL:
        fact = (_TOLD_IN_FULL[event.kind], *about)
        assert facts.get(fact, "") == event.before, event
        facts[fact] = "" if event.kind is EventKind.WENT_STALE else event.after
        if fact[0] == "answer":
            facts.pop(("asked", *about), None)
    elif event.kind in _BEGUN_BY:
        facts[(_BEGUN_BY[event.kind], *about)] = event.by
        facts.pop(("blocked", *about), None)
    elif event.kind in _ENDED:
        assert facts.pop((_ENDED[event.kind], *about)), event
    elif event.kind in _GIVES_REASON:
        facts[_GIVES_REASON[event.kind], *about] = event.reason
    elif event.kind in {EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_REMOVED}:
        _exchange(facts, ("evidence", *about), event)
    elif event.kind in _ENDS:
        facts["status", "", ""] = _ENDS[event.kind]


def _approve(facts: dict[Fact, str], fact: Fact, event: Event) -> None:
    if event.kind is EventKind.APPROVED:
        others = [one for one in facts.get(fact, "").split() if not one.startswith(f"{event.by}:")]
        facts[fact] = " ".join([*others, f"{event.by}:{event.before.replace(' ', ',')}"])
    elif _ENDED.get(event.kind) == "signed":
        facts.pop(fact, None)


def _exchange(facts: dict[Fact, str], fact: Fact, event: Event) -> None:
    there = facts.get(fact, "").split()
    if event.before:
        there.remove(event.before)
    facts[fact] = " ".join([*there, *filter(None, [event.after])])


def _listed(pieces: Iterable[Evidence]) -> str:
    return " ".join(in_words(piece.item) for piece in pieces)


def _words(answer: Answer) -> str:
    return answers.in_words(answer.value, str) + (f" (note: {answer.note})" if answer.note else "")
