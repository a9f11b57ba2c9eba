"""Which questions are asked in a deployment: the one place that decides it.

A question is not asked while its `when` does not hold, or while the lead has left it out of a deployment of tier low.
What was answered before goes to the shelf meanwhile: it counts nowhere, and comes back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.age import proves
from bot.domain.answers import Answer, NotApplicable, said
from bot.domain.checklist import EvidenceNeed, Question, QuestionKey, Section, SectionKey
from bot.domain.when import ENVIRONMENT, TIER, Said, Tier, holds

if TYPE_CHECKING:
    from bot.domain.deployment import Deployment, SectionState
    from bot.domain.evidence import Evidence


def asked(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the questions of a section that are asked, in order."""
    return tuple(question for question in section.questions if question.key not in state.unasked)


def still_open(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the questions that keep a section from being signed: no answer where one is required, or no evidence."""
    return tuple(question for question in asked(section, state) if _is_open(question, state))


def _is_open(question: Question, state: SectionState) -> bool:
    if question.key in state.answers:
        return lacks_evidence(question, state)
    return question.required


def unproven(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the questions whose answer does not count before there is evidence, in order."""
    return tuple(question for question in asked(section, state) if lacks_evidence(question, state))


def lacks_evidence(question: Question, state: SectionState) -> bool:
    """Say whether a question has an answer that does not count before there is evidence."""
    if question.evidence is EvidenceNeed.OPTIONAL or proves(question, state.evidence.get(question.key, ())):
        return False
    answer = state.answers.get(question.key)
    return answer is not None and not isinstance(answer.value, NotApplicable)


def evidence_of(section: Section, state: SectionState) -> tuple[tuple[Question, Evidence], ...]:
    """Return the evidence for what is asked, in the order of the questions."""
    return tuple((one, piece) for one in asked(section, state) for piece in state.evidence.get(one.key, ()))


def answered(section: Section, state: SectionState) -> int:
    """Count the answers that count."""
    return len(state.answers) - len(unproven(section, state))


def left_out(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the questions that are not asked because the lead left them out, in order."""
    return tuple(question for question in section.questions if question.key in state.unasked & set(state.left_out))


def kept(state: SectionState) -> Mapping[QuestionKey, Answer]:
    """Return all answers of a section, whether they count or lie on the shelf."""
    return {**state.shelved, **state.answers} if state.shelved else state.answers


def rescoped(deployment: Deployment, changed_at: int | None = None) -> Mapping[SectionKey, SectionState]:
    """Return the sections with every answer where it belongs; what stays as it was stays the same object.

    A section in which something else is asked gets the revision `changed_at`; reading from storage changes nothing.
    """
    if not _can_differ(deployment):
        return deployment.sections
    scope = _Scope(deployment)
    return {key: _divided(state, scope, changed_at) for key, state in deployment.sections.items()}


def _can_differ(deployment: Deployment) -> bool:
    states = deployment.sections.values()
    return deployment.checklist.has_conditions or any(state.left_out or state.unasked for state in states)


def _divided(state: SectionState, scope: _Scope, changed_at: int | None) -> SectionState:
    unasked = scope.unasked_in(state.key)
    if unasked == state.unasked and unasked.isdisjoint(state.answers):
        return state
    every = kept(state)
    return replace(
        state,
        unasked=unasked,
        answers={question: answer for question, answer in every.items() if question not in unasked},
        shelved={question: answer for question, answer in every.items() if question in unasked},
        revision=state.revision if changed_at is None else changed_at,
    )


class _Scope:
    """Decides once for each question, in whichever order conditions ask for it."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._places = {q.key: (q, s.key) for s in deployment.checklist.sections for q in s.questions}
        self._decided: dict[QuestionKey, bool] = {}

    def unasked_in(self, section: SectionKey) -> frozenset[QuestionKey]:
        questions = self._deployment.checklist.section(section).questions
        return frozenset(question.key for question in questions if not self._is_asked(question.key))

    def _is_asked(self, key: QuestionKey) -> bool:
        if key not in self._decided:
            question, section = self._places[key]
            is_left_out = self._deployment.tier is Tier.LOW and key in self._deployment.sections[section].left_out
            self._decided[key] = not is_left_out and (question.when is None or holds(question.when, self._hear))
        return self._decided[key]

    def _hear(self, subject: str) -> Said | None:
        if subject == TIER:
            return Said(frozenset({self._deployment.tier.value}))
        if subject == ENVIRONMENT:
            return Said(frozenset({self._deployment.target.environment}))
        answer = self._answer(QuestionKey(subject))
        return said(answer.value) if answer and not isinstance(answer.value, NotApplicable) else None

    def _answer(self, key: QuestionKey) -> Answer | None:
        """Return the answer to a question that is asked, also when it lies on the shelf from before."""
        if not self._is_asked(key):
            return None
        state = self._deployment.sections[self._places[key][1]]
        return kept(state).get(key)
