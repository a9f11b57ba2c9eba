"""Answer questions, mark them not applicable, or take an answer back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.domain.answers import Reply
from bot.domain.attaching import attach
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.evidence import Item
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Answers:
    """Replies to questions of one section, answers to take back with the version that was seen, and new evidence."""

    deployment: DeploymentId
    section: SectionKey
    replies: Mapping[QuestionKey, Reply]
    cleared: Mapping[QuestionKey, int] = field(default_factory=dict)
    evidence: Mapping[QuestionKey, tuple[Item, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question is answered."""

    deployment: DeploymentId
    section: SectionKey
    question: QuestionKey


def record_answers(ports: Ports, request: Request, answers: Answers) -> Outcome:
    """Record all of it or nothing. Raises what Deployment.answer, Deployment.clear and attach raise, and NotAllowed."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ANSWER, act, deployment, answers.section)
        # Evidence first: an answer of the same form may take the question away that it belongs to.
        changed: Changed = (deployment, ())
        for question, items in answers.evidence.items():
            changed = _then(changed, attach(changed[0], answers.section, question, items, act))
        changed = _then(changed, changed[0].answer(answers.section, answers.replies, act))
        for question, seen in answers.cleared.items():
            changed = _then(changed, changed[0].clear(answers.section, question, seen, act))
        return changed

    return change(ports, request, answers.deployment, decide)


def record_click(ports: Ports, request: Request, asked: Asked, reply: Callable[[Deployment], Reply]) -> Outcome:
    """Record what a click means in the state that it meets, which is loaded once. Raises as record_answers does."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ANSWER, act, deployment, asked.section)
        return deployment.answer(asked.section, {asked.question: reply(deployment)}, act)

    return change(ports, request, asked.deployment, decide)


def _then(before: Changed, after: Changed) -> Changed:
    return after[0], before[1] + after[1]
