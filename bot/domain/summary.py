"""What is published when the last section is signed: the decision, who stands for it, and what remains a risk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answers import Answer, NotApplicable
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, SectionState
from bot.domain.evidence import people_of
from bot.domain.marks import SignOff
from bot.domain.people import UserId
from bot.domain.scope import evidence_of, left_out
from bot.domain.signoff import Risk, Verdict, risks_of, verdict_of


@dataclass(frozen=True, slots=True)
class Signature:
    section: Section
    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer that people look for first, under the label that the checklist gives it."""

    label: str
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Summary:
    """The decision on one model version, in the order of the checklist; `evidence` counts its pieces."""

    deployment: Deployment
    verdict: Verdict
    signatures: tuple[Signature, ...]
    risks: tuple[Risk, ...]
    not_applicable: tuple[Fact, ...]
    left_out: tuple[tuple[Question, SectionState], ...]
    facts: tuple[Fact, ...]
    evidence: int


def summary_of(deployment: Deployment) -> Summary:
    """Gather what the summary and the report say."""
    answered = _answered(deployment)
    states = [(section, deployment.sections[section.key]) for section in deployment.checklist.sections]
    return Summary(
        deployment=deployment,
        verdict=verdict_of(deployment),
        signatures=tuple(Signature(section, state.signed_off) for section, state in states if state.signed_off),
        risks=risks_of(deployment),
        not_applicable=tuple(
            Fact(q.ref, q, answer) for q, answer in answered if isinstance(answer.value, NotApplicable)
        ),
        left_out=tuple((question, state) for section, state in states for question in left_out(section, state)),
        facts=tuple(Fact(q.fact, q, answer) for q, answer in answered if q.fact),
        evidence=sum(len(evidence_of(section, state)) for section, state in states),
    )


def people_in(deployment: Deployment) -> frozenset[UserId]:
    """Return everybody whose name is needed to show this deployment."""
    people = {deployment.requester, deployment.lead}
    if deployment.closing:
        people.add(deployment.closing.by)
    for state in deployment.sections.values():
        people |= _people_in_section(state)
    return frozenset(people)


def _people_in_section(state: SectionState) -> set[UserId]:
    people = {*state.owners, *state.reviewers} | {answer.by for answer in state.answers.values()}
    people |= {user for answer in state.answers.values() for user in getattr(answer.value, "people", ())}
    people |= {left.by for left in state.left_out.values()} | _people_in_proposals(state)
    people |= {user for pieces in state.evidence.values() for piece in pieces for user in people_of(piece)}
    people |= {mark.by for mark in (state.signed_off, state.reopened, state.blocked) if mark}
    people |= {approval.by for approval in state.signed_off.approvals} if state.signed_off else set()
    for waiver in state.waivers.values():
        people |= {mark.by for mark in (waiver.asked, waiver.accepted, waiver.done) if mark}
        people |= {waiver.accepted.terms.holder} if waiver.accepted else set()
    return people


def _people_in_proposals(state: SectionState) -> set[UserId]:
    waiting = [proposal for key, proposal in state.proposals.items() if key not in state.answers]
    named = {user for proposal in waiting for user in getattr(proposal.value, "people", ())}
    return named | {proposal.by for proposal in waiting}


def _answered(deployment: Deployment) -> list[tuple[Question, Answer]]:
    return [
        (question, deployment.sections[section.key].answers[question.key])
        for section in deployment.checklist.sections
        for question in section.questions
        if question.key in deployment.sections[section.key].answers
    ]
