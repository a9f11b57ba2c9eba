"""The one place that decides how far a deployment is: board, card, sign-off, summary and gate all ask here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.answers import Answer, is_risk
from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.review import is_finished
from bot.domain.scope import answered, asked, still_open
from bot.domain.waivers import Acceptance, Waiver


class SectionStatus(StrEnum):
    """Where a section stands, in the words that people read."""

    UNASSIGNED = "nobody assigned"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    RISKS_OPEN = "risks open"
    READY = "ready to sign off"
    BLOCKED = "blocked"
    IN_REVIEW = "waits for review"
    SIGNED_OFF = "signed off"


class Verdict(StrEnum):
    """What the finished checklist says; PENDING until then."""

    PENDING = "pending"
    GO = "go"
    GO_WITH_CONDITIONS = "go, with conditions"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts over questions and sections; `open_required` is what keeps sections from being signed.

    A section counts as signed off once it is approved by whoever is to review it.
    """

    answered: int
    questions: int
    open_required: int
    signed_off: int
    sections: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A question whose answer is a risk, and what became of it."""

    section: Section
    question: Question
    answer: Answer
    waiver: Waiver

    def is_open(self, today: date) -> bool:
        """Say whether nobody has accepted it for today."""
        return self.waiver.accepted is None or self.waiver.accepted.is_expired(today)


@dataclass(frozen=True, slots=True)
class Condition:
    """A risk that was accepted, on what terms, and whether they are met."""

    risk: Risk
    acceptance: Acceptance
    is_done: bool


def open_questions(section: Section, state: SectionState) -> tuple[Question, ...]:
    """Return the questions that keep a section from being signed, in order."""
    return still_open(section, state)


def open_risks(section: Section, state: SectionState, today: date) -> tuple[Risk, ...]:
    """Return the risks that nobody has accepted for today, in order."""
    return tuple(risk for risk in risks_in(section, state) if risk.is_open(today))


def is_complete(section: Section, state: SectionState, today: date) -> bool:
    """Say whether a section may be signed off today."""
    return not open_questions(section, state) and not open_risks(section, state, today)


def status_of(section: Section, state: SectionState, today: date) -> SectionStatus:
    """Return where a section stands today."""
    if state.signed_off:
        return SectionStatus.SIGNED_OFF if is_finished(section, state) else SectionStatus.IN_REVIEW
    if state.blocked:
        return SectionStatus.BLOCKED
    if not open_questions(section, state):
        return SectionStatus.RISKS_OPEN if open_risks(section, state, today) else SectionStatus.READY
    if state.is_unowned:
        return SectionStatus.UNASSIGNED
    return SectionStatus.IN_PROGRESS if state.answers else SectionStatus.NOT_STARTED


def progress_of(deployment: Deployment) -> Progress:
    """Count what is answered and signed off."""
    pairs = [(section, deployment.sections[section.key]) for section in deployment.checklist.sections]
    return Progress(
        answered=sum(answered(section, state) for section, state in pairs),
        questions=sum(len(asked(section, state)) for section, state in pairs),
        open_required=sum(len(open_questions(section, state)) for section, state in pairs),
        signed_off=sum(is_finished(section, state) for section, state in pairs),
        sections=len(pairs),
    )


def risks_in(section: Section, state: SectionState) -> tuple[Risk, ...]:
    """Return every risk of a section, accepted or not, in order."""
    return tuple(
        Risk(section, question, answer, state.waivers.get(question.key, Waiver()))
        for question in section.questions
        if (answer := state.answers.get(question.key)) and is_risk(question, answer)
    )


def risks_of(deployment: Deployment) -> tuple[Risk, ...]:
    """Return every risk, in the order of the checklist."""
    return tuple(
        risk
        for section in deployment.checklist.sections
        for risk in risks_in(section, deployment.sections[section.key])
    )


def conditions_of(deployment: Deployment) -> tuple[Condition, ...]:
    """Return on what conditions the deployment goes: every accepted risk, in the order of the checklist."""
    return tuple(
        Condition(risk, risk.waiver.accepted, risk.waiver.done is not None)
        for risk in risks_of(deployment)
        if risk.waiver.accepted
    )


def expired_conditions(deployment: Deployment, today: date) -> tuple[Condition, ...]:
    """Return the conditions whose last day is over and that nobody has met."""
    return tuple(
        condition
        for condition in conditions_of(deployment)
        if not condition.is_done and condition.acceptance.is_expired(today)
    )


def verdict_of(deployment: Deployment) -> Verdict:
    """Return what the checklist says of this model version."""
    match deployment.status:
        case DeploymentStatus.CANCELLED:
            return Verdict.CANCELLED
        case DeploymentStatus.OPEN:
            return Verdict.PENDING
        case DeploymentStatus.PUBLISHED:
            return Verdict.GO_WITH_CONDITIONS if risks_of(deployment) else Verdict.GO
