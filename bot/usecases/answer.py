"""Answer questions, mark them not applicable, or take an answer back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.answers import Reply
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Answers:
    """Replies to some questions of one section, and the answers to take back, with the version that was seen."""

    deployment: DeploymentId
    section: SectionKey
    replies: Mapping[QuestionKey, Reply]
    cleared: Mapping[QuestionKey, int] = field(default_factory=dict)


def record_answers(ports: Ports, request: Request, answers: Answers) -> Outcome:
    """Record all of it or nothing. Raises what Deployment.answer and Deployment.clear raise, and NotAllowed."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ANSWER, act, deployment, answers.section)
        after, events = deployment.answer(answers.section, answers.replies, act)
        for question, seen in answers.cleared.items():
            after, more = after.clear(answers.section, question, seen, act)
            events += more
        return after, events

    return change(ports, request, answers.deployment, decide)
