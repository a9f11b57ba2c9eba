"""How much care a deployment takes: its tier, and at tier low, what the lead leaves out and why.

Each function checks its rule and returns the next state with its events, as the methods of Deployment do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.checklist import Question, QuestionKey, Section, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentStatus, SectionState, checked_reason
from bot.domain.errors import Refused
from bot.domain.events import EventKind
from bot.domain.marks import LeftOut, Reopening
from bot.domain.people import Act
from bot.domain.signoff import open_questions, open_risks
from bot.domain.when import Tier


def set_tier(deployment: Deployment, tier: Tier, act: Act) -> Changed:
    """Choose another tier; what it asks is asked from now on."""
    deployment.require_open()
    if tier is deployment.tier:
        return deployment, ()
    after = deployment.with_changes(tier=tier)
    return after, (after.event(EventKind.TIER_CHANGED, act, before=deployment.tier.value, after=tier.value),)


def leave_out(deployment: Deployment, key: SectionKey, question: QuestionKey, reason: str, act: Act) -> Changed:
    """Stop asking a question for a reason; its section has to be signed again.

    Raises Refused above tier low, and for a question that is not asked anyway; ReasonMissing.
    """
    deployment.require_open()
    asked, state = deployment.checklist.section(key).question(question), deployment.section(key)
    if deployment.tier is not Tier.LOW:
        raise Refused("Only a deployment of tier low leaves questions out. Choose that tier under Set up first.")
    if question in state.unasked:
        raise Refused(f"Question {asked.ref} is not asked here, so there is nothing to leave out.", field="question")
    reason = checked_reason(reason, "Say in a few words why this question is left out.")
    left = {**state.left_out, question: LeftOut(act.by, act.at, reason)}
    why = Reopening(act.by, act.at, f"{asked.ref} is left out.") if state.signed_off else state.reopened
    after = deployment.with_section(key, left_out=left, signed_off=None, reopened=why)
    events = [after.event(EventKind.LEFT_OUT, act, section=key, question=question, reason=reason)]
    if state.signed_off:
        events.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason="a question left out"))
    return after, tuple(events)


def take_in(deployment: Deployment, key: SectionKey, question: QuestionKey, act: Act) -> Changed:
    """Ask a question again that was left out; its old answer comes back with it."""
    deployment.require_open()
    deployment.checklist.section(key).question(question)
    state = deployment.section(key)
    if question not in state.left_out:
        return deployment, ()
    rest = {other: why for other, why in state.left_out.items() if other != question}
    after = deployment.with_section(key, left_out=rest)
    return after, (after.event(EventKind.TAKEN_IN, act, section=key, question=question),)


def settled(before: Deployment, changed: Changed, act: Act) -> Changed:
    """Reopen every signed section in which something else is asked and counts than was signed; follows every change."""
    after, events = changed
    if after.status is not DeploymentStatus.OPEN:
        return changed
    for section in after.checklist.sections:
        was, state = before.sections[section.key], after.sections[section.key]
        reason = _why_open(section, was, state) if state.signed_off and state.unasked != was.unasked else ""
        if reason:
            after = after.with_section(section.key, signed_off=None, reopened=Reopening(act.by, act.at, reason))
            events += (after.event(EventKind.REOPENED, act, section=section.key, reason=reason),)
    return after, events


def _why_open(section: Section, was: SectionState, state: SectionState) -> str:
    """Say what nobody has signed for, or what is signed for and counts no more; what has expired reopens nothing."""
    still, risks = open_questions(section, state), open_risks(section, state, date.min)
    risky = [risk.question for risk in risks]
    back = [q for q in section.questions if q.key in state.answers and q.key not in was.answers]
    found = {
        "Asked now, and open": still,
        "Asked now, and a risk that nobody accepted": risky,
        "Counts now, and nobody signed for it": [q for q in back if q not in still and q not in risky],
        "Signed for, and not asked any more": [
            q for q in section.questions if q.key in was.answers and q.key not in state.answers
        ],
    }
    return " ".join(f"{what}: {_refs(questions)}." for what, questions in found.items() if questions)


def _refs(questions: Sequence[Question]) -> str:
    return ", ".join(question.ref for question in questions)
