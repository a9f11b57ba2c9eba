"""Risks are fixed, by another answer, or accepted by somebody who did not give the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.checklist import Question, QuestionKey, SectionKey
from bot.domain.decisions import acceptors_of
from bot.domain.deployment import REASON_LIMIT, Changed, Deployment, DeploymentStatus
from bot.domain.errors import Conflict, NotAllowed, Refused
from bot.domain.events import EventKind
from bot.domain.marks import Mark
from bot.domain.people import Act, UserId
from bot.domain.signoff import open_risks
from bot.domain.waivers import Acceptance, Terms, Waiver

LONGEST = timedelta(days=366)
"""How long an acceptance lasts at most: nobody looks again at a risk that is accepted for ever."""


@dataclass(frozen=True, slots=True)
class RiskAt:
    """Which risk is meant, and the version of its answer that the person saw; 0 where that is not known."""

    section: SectionKey
    question: QuestionKey
    seen: int = 0


def ask_for_acceptance(deployment: Deployment, key: SectionKey, act: Act) -> Changed:
    """Ask for the acceptance of every open risk of a section. Raises Conflict when there is none."""
    deployment.require_open()
    section, state = deployment.checklist.section(key), deployment.section(key)
    risks = open_risks(section, state, act.today)
    if not risks:
        raise Conflict(f"Section {section.ref} has no open risk, so there is nothing to ask for.")
    alone = [risk.question for risk in risks if not acceptors_of(deployment, risk)]
    if alone:
        raise NotAllowed(_own_answer(alone[0]))
    asked = {risk.question.key: Waiver(asked=Mark(act.by, act.at)) for risk in risks}
    after = deployment.with_section(key, waivers={**state.waivers, **asked}, signed_off=None)
    ended = [
        after.event(EventKind.ACCEPTANCE_VOIDED, act, section=key, question=risk.question.key, reason="it has expired")
        for risk in risks
        if risk.waiver.accepted
    ]
    events = [after.event(EventKind.ACCEPTANCE_ASKED, act, section=key, question=question) for question in asked]
    if state.signed_off:
        why = "an acceptance that has expired"
        events.append(after.event(EventKind.SIGN_OFF_VOIDED, act, section=key, reason=why))
    return after, (*ended, *events)


def accept_risk(deployment: Deployment, at: RiskAt, terms: Terms, act: Act) -> Changed:
    """Accept a risk on terms.

    Raises Refused with the field for terms that do not hold, NotAllowed for one's own answer, and Conflict when the
    answer is another one by now or somebody else accepted it.
    """
    deployment.require_open()
    question = deployment.checklist.section(at.section).question(at.question)
    _require_open_risk(deployment, at, question, act)
    terms = _checked(terms, act)
    state = deployment.section(at.section)
    asked = state.waivers.get(at.question, Waiver()).asked
    waiver = Waiver(asked=asked, accepted=Acceptance(act.by, act.at, terms))
    after = deployment.with_section(at.section, waivers={**state.waivers, at.question: waiver})
    return after, (
        after.event(
            EventKind.RISK_ACCEPTED,
            act,
            section=at.section,
            question=at.question,
            after=_in_words(terms),
            reason=terms.reason,
        ),
    )


def complete_condition(deployment: Deployment, at: RiskAt, act: Act) -> Changed:
    """Say that what an acceptance asked for is done; also after the deployment is published."""
    if deployment.status is DeploymentStatus.CANCELLED:
        deployment.require_open()
    question = deployment.checklist.section(at.section).question(at.question)
    state = deployment.section(at.section)
    waiver = state.waivers.get(at.question)
    if waiver is None or waiver.accepted is None:
        raise Conflict(f"The risk of {question.ref} is not accepted, so there is no condition to keep.")
    if act.by not in {deployment.lead, waiver.accepted.terms.holder}:
        raise NotAllowed(f"That the condition of {question.ref} is met is for the lead, or whoever sees to it, to say.")
    if at.seen not in {0, state.answers[at.question].version}:
        raise Conflict(f"{question.ref} was answered again since you looked, so this is another condition now.")
    if waiver.done:
        return deployment, ()
    done = replace(waiver, done=Mark(act.by, act.at))
    after = deployment.with_section(at.section, waivers={**state.waivers, at.question: done})
    return after, (after.event(EventKind.CONDITION_DONE, act, section=at.section, question=at.question),)


def _require_open_risk(deployment: Deployment, at: RiskAt, question: Question, act: Act) -> None:
    section, state = deployment.checklist.section(at.section), deployment.section(at.section)
    answer = state.answers.get(at.question)
    if answer is None or answer.version != at.seen:
        raise Conflict(f"{question.ref} was answered again since you looked. Read the card, then decide.")
    if all(risk.question.key != at.question for risk in open_risks(section, state, act.today)):
        raise Conflict(f"{question.ref} is no open risk any more. Its card shows what became of it.")
    if answer.by == act.by:
        raise NotAllowed(f"You answered {question.ref} yourself, so somebody else has to accept the risk.")


def _own_answer(question: Question) -> str:
    return (
        f"The lead answered {question.ref}, and nobody accepts their own risk. "
        "Make somebody else the lead under Set up on the board, then ask."
    )


def _checked(terms: Terms, act: Act) -> Terms:
    reason = _text(terms.reason, "reason", "Say in a few words why this risk may stand.")
    mitigation = _text(terms.mitigation, "mitigation", "Say what keeps the harm small until it is fixed.")
    if not terms.holder:
        raise Refused("Pick who sees to it.", field="holder")
    _check_day(terms.expires, act)
    return Terms(reason, mitigation, UserId(terms.holder), terms.expires)


def _text(text: str, field: str, when_empty: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(when_empty, field=field)
    if len(text) > REASON_LIMIT:
        raise Refused(f"At most {REASON_LIMIT:,} characters fit here. Shorten it.", field=field)
    return text


def _check_day(expires: date, act: Act) -> None:
    today = act.today
    if expires <= today:
        raise Refused("Give a day after today.", field="expires")
    if expires > today + LONGEST:
        raise Refused("An acceptance lasts a year at most. Give an earlier day.", field="expires")


def _in_words(terms: Terms) -> str:
    return f"until {terms.expires.isoformat()}, seen to by {terms.holder}: {terms.mitigation}"
