"""What waits for somebody's decision beside the owners' work: risks whose acceptance was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.people import UserId
from bot.domain.signoff import Risk, risks_in


@dataclass(frozen=True, slots=True)
class Decision:
    """A section that waits for this person to accept risks."""

    section: Section
    risks: tuple[Risk, ...]


def acceptors_of(deployment: Deployment, risk: Risk) -> frozenset[UserId]:
    """Return who may accept a risk: nobody accepts their own."""
    return deciders_of(deployment) - {risk.answer.by}


def deciders_of(deployment: Deployment) -> frozenset[UserId]:
    """Return everybody whose decision this deployment may need."""
    return frozenset({deployment.lead, *map(UserId, deployment.checklist.policy.risk_approvers)})


def decisions_for(user: UserId, deployment: Deployment) -> tuple[Decision, ...]:
    """Return what waits for this person, in the order of the checklist; nothing once the deployment is closed."""
    if deployment.status is not DeploymentStatus.OPEN:
        return ()
    return tuple(
        Decision(section, risks)
        for section in deployment.checklist.sections
        if (risks := _asked_of(user, deployment, section))
    )


def _asked_of(user: UserId, deployment: Deployment, section: Section) -> tuple[Risk, ...]:
    return tuple(
        risk
        for risk in risks_in(section, deployment.sections[section.key])
        if risk.waiver.is_pending and user in acceptors_of(deployment, risk)
    )
