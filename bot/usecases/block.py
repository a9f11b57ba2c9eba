"""Say that a section is blocked, or that it can go on."""

from __future__ import annotations

from bot.domain import blocking
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


def block(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey, *, reason: str) -> Outcome:
    """Stop the reminders for a section, and tell the lead why."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.BLOCK, act, deployment, section)
        return blocking.block(deployment, section, reason, act)

    return change(ports, request, deployment_id, decide)


def unblock(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey) -> Outcome:
    """Let a section go on: the count of its reminders starts anew."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.BLOCK, act, deployment, section)
        return blocking.unblock(deployment, section, act)

    return change(ports, request, deployment_id, decide)
