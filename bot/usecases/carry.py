"""Say that last time's answers still hold."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import carrying
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The questions of one section whose proposals somebody saw and confirms."""

    deployment: DeploymentId
    section: SectionKey
    questions: tuple[QuestionKey, ...]


def confirm(ports: Ports, request: Request, confirmation: Confirmation) -> Outcome:
    """Make proposals the answers of whoever confirms them."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ANSWER, act, deployment, confirmation.section)
        return carrying.confirm(deployment, confirmation.section, confirmation.questions, act)

    return change(ports, request, confirmation.deployment, decide)
