"""Leave questions out of a deployment of tier low, and take them back in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import tiers
from bot.domain.checklist import QuestionKey, SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a deployment."""

    deployment: DeploymentId
    section: SectionKey
    question: QuestionKey


def leave_out(ports: Ports, request: Request, asked: Asked, *, reason: str) -> Outcome:
    """Stop asking a question, for a reason that everybody reads."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SCOPE, act, deployment)
        return tiers.leave_out(deployment, asked.section, asked.question, reason, act)

    return change(ports, request, asked.deployment, decide)


def take_in(ports: Ports, request: Request, *asked: Asked) -> Outcome:
    """Ask questions of one deployment again."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SCOPE, act, deployment)
        changed: Changed = (deployment, ())
        for one in asked:
            after, more = tiers.take_in(changed[0], one.section, one.question, act)
            changed = (after, changed[1] + more)
        return changed

    return change(ports, request, asked[0].deployment, decide)
