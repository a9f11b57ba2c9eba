"""Sign a section off, reopen it, or cancel the deployment. The last sign-off publishes."""

from __future__ import annotations

from bot.domain import signing
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


def sign_off(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey, *, seen: int) -> Outcome:
    """Sign a section off as it stood at revision `seen`."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SIGN_OFF, act, deployment, section)
        return signing.sign_off(deployment, section, seen, act)

    return change(ports, request, deployment_id, decide)


def reopen(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey, *, reason: str) -> Outcome:
    """Take a sign-off back."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.REOPEN, act, deployment, section)
        return signing.reopen(deployment, section, reason, act)

    return change(ports, request, deployment_id, decide)


def cancel(ports: Ports, request: Request, deployment_id: DeploymentId, *, reason: str) -> Outcome:
    """End a deployment without a decision."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.CANCEL, act, deployment)
        return deployment.cancel(reason, act)

    return change(ports, request, deployment_id, decide)
