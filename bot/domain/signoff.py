"""The one place that decides how far a deployment is: board, card, sign-off, summary and gate all ask here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.answers import Answer, is_risk
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.scope import asked, still_open


class SectionStatus(StrEnum):
    """Where a section stands, in the words that people read."""

    UNASSIGNED = "nobody assigned"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    READY = "ready to sign off"
    SIGNED_OFF = "signed off"


class Verdict(StrEnum):
    """What the finished checklist says; PENDING until then."""

    PENDING = "pending"
    GO = "go"
    GO_WITH_RISKS = "go, with risks"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over questions and sections; `open_required` is what keeps sections from being signed."""

    answered: int
    questions: int
    open_required: int
    signed_off: int
    sections: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A question whose answer is a risk."""

    section: Section
    question: Question
    answer: Answer


def open_questions(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the required questions that are asked and have no answer, in order."""
    return still_open(section, state)


def is_complete(section: Section, state: SectionState) -> bool:
    """Say whether a section may be signed off."""
    return not open_questions(section, state)


def status_of(section: Section, state: SectionState) -> SectionStatus:
    """Return where a section stands."""
    if state.signed_off:
        return SectionStatus.SIGNED_OFF
    if is_complete(section, state):
        return SectionStatus.READY
    if not state.owners:
        return SectionStatus.UNASSIGNED
    return SectionStatus.IN_PROGRESS if state.answers else SectionStatus.NOT_STARTED


def progress_of(deployment: Deployment) -> Progress:
    """Count what is answered and signed off."""
    pairs = [(section, deployment.sections[section.key]) for section in deployment.checklist.sections]
    return Progress(
        answered=sum(len(state.answers) for _, state in pairs),
        questions=sum(len(asked(section, state)) for section, state in pairs),
        open_required=sum(len(open_questions(section, state)) for section, state in pairs),
        signed_off=sum(state.signed_off is not None for _, state in pairs),
        sections=len(pairs),
    )


def risks_of(deployment: Deployment) -> tuple[Risk, ...]:
    """Return every risk, in the order of the checklist."""
    return tuple(
        risk
        for section in deployment.checklist.sections
        for risk in risks_in(section, deployment.sections[section.key])
    )


def risks_in(section: Section, state: SectionState) -> tuple[Risk, ...]:
    """Return the risks of one section, in order."""
    return tuple(
        Risk(section, question, answer)
        for question in section.questions
        if (answer := state.answers.get(question.key)) and is_risk(question, answer)
    )


def verdict_of(deployment: Deployment) -> Verdict:
    """Return what the checklist says of this model version."""
    match deployment.status:
        case DeploymentStatus.CANCELLED:
            return Verdict.CANCELLED
        case DeploymentStatus.OPEN:
            return Verdict.PENDING
        case DeploymentStatus.PUBLISHED:
            return Verdict.GO_WITH_RISKS if risks_of(deployment) else Verdict.GO
