"""Last time's answers: proposed when a new version is opened, and nothing more until somebody says they still hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from bot.domain.age import brought_for
from bot.domain.answers import Answer, Reply, check
from bot.domain.checklist import Checklist, Question, QuestionKey, Section, SectionKey
from bot.domain.deployment import Changed, Deployment, SectionState
from bot.domain.errors import AnswerRefused, Conflict
from bot.domain.events import Event, EventKind
from bot.domain.evidence import Evidence
from bot.domain.people import Act
from bot.domain.proposal import Proposal
from bot.domain.scope import asked

Proposals = Mapping[SectionKey, Mapping[QuestionKey, Proposal]]
CarriedEvidence = Mapping[SectionKey, Mapping[QuestionKey, tuple[Evidence, ...]]]


def carried_over(previous: Deployment | None, checklist: Checklist) -> Proposals:
    """Return last time's answers to the questions that this checklist still asks in the same form."""
    if previous is None:
        return {}
    before = {question.key: question for question in previous.checklist.questions}
    given = {key: answer for state in previous.sections.values() for key, answer in state.answers.items()}
    found = {
        section.key: {
            question.key: _proposal(given[question.key], previous)
            for question in section.questions
            if question.key in given and _still_fits(question, before[question.key], given[question.key])
        }
        for section in checklist.sections
    }
    return {key: proposals for key, proposals in found.items() if proposals}


def carried_evidence(previous: Deployment | None, proposals: Proposals) -> CarriedEvidence:
    """Return the evidence for what is proposed: it stands beside the question from the opening on, marked as older."""
    if previous is None:
        return {}
    number = count()
    found = {
        key: {
            question: tuple(
                replace(brought_for(piece, previous.target.version), key=f"1.{next(number)}") for piece in pieces
            )
            for question in proposed
            if (pieces := _evidence_in(previous, question))
        }
        for key, proposed in proposals.items()
    }
    return {key: evidence for key, evidence in found.items() if evidence}


def open_proposals(section: Section, state: SectionState) -> tuple[tuple[Question, Proposal], ...]:
    """Return what can be confirmed: proposals for open questions, but not for those that are asked anew every time."""
    return tuple((question, proposal) for question, proposal in waiting(section, state) if not question.always_ask)


def waiting(section: Section, state: SectionState) -> tuple[tuple[Question, Proposal], ...]:
    """Return the open questions that have an answer from last time, also those that are asked anew every time."""
    return tuple(
        (question, state.proposals[question.key])
        for question in asked(section, state)
        if question.key in state.proposals and question.key not in state.answers
    )


def confirm(deployment: Deployment, key: SectionKey, questions: Iterable[QuestionKey], act: Act) -> Changed:
    """Make proposals the answers of whoever confirms them, now.

    Those that were answered meanwhile are left as they are. Raises Conflict when that leaves none.
    """
    deployment.require_open()
    section, state = deployment.checklist.section(key), deployment.section(key)
    named = set(questions)
    confirmed = {q.key: proposal for q, proposal in open_proposals(section, state) if q.key in named}
    if not confirmed:
        raise Conflict("There is nothing left to confirm here: the card shows what was answered meanwhile.")
    replies = {question: Reply(proposal.value, proposal.note) for question, proposal in confirmed.items()}
    after, events = deployment.answer(key, replies, act)
    return after, tuple(_telling_from_where(event, confirmed) for event in events)


def _evidence_in(previous: Deployment, question: QuestionKey) -> tuple[Evidence, ...]:
    return next((state.evidence[question] for state in previous.sections.values() if question in state.evidence), ())


def _proposal(answer: Answer, previous: Deployment) -> Proposal:
    return Proposal(answer.value, answer.note, answer.by, answer.at, previous.target.version)


def _still_fits(question: Question, before: Question, answer: Answer) -> bool:
    try:
        check(question, Reply(answer.value, answer.note))
    except AnswerRefused:
        return False
    return question.kind is before.kind


def _telling_from_where(event: Event, confirmed: Mapping[QuestionKey, Proposal]) -> Event:
    if event.kind is not EventKind.ANSWERED or event.question is None:
        return event
    return replace(event, reason=f"carried over from {origin(confirmed[event.question])}")


def origin(proposal: Proposal) -> str:
    """Name where a proposal comes from: the version, or, for a team without versions, "last time"."""
    return proposal.version or "last time"
