"""What waits for somebody's decision beside the owners' work: risks to accept, and signed sections to review."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.ownership import OpenItem, as_seen_by, in_review
from bot.domain.people import GroupId, UserId
from bot.domain.signoff import Risk, risks_in


@dataclass(frozen=True, slots=True)
class Decision:
    """A section that waits for this person: to accept risks, or, when `review` is set, to review it.

    The lead names a reviewer where there is none who may approve it.
    """

    section: Section
    risks: tuple[Risk, ...]
    review: OpenItem | None = None


def deciders_of(deployment: Deployment) -> frozenset[UserId]:
    """Return everybody who may decide on risks."""
    return frozenset({deployment.lead, *map(UserId, deployment.checklist.policy.risk_approvers)})


def asked_of(deployment: Deployment) -> frozenset[UserId]:
    """Return everybody whom this deployment may ask for a decision or a review."""
    return deciders_of(deployment).union(*(state.reviewers for state in deployment.sections.values()))


def acceptors_of(deployment: Deployment, risk: Risk) -> frozenset[UserId]:
    """Return who may accept a risk: nobody accepts their own."""
    return deciders_of(deployment) - {risk.answer.by}


def decisions_for(
    user: UserId, deployment: Deployment, groups: frozenset[GroupId] = frozenset()
) -> tuple[Decision, ...]:
    """Return what waits for this person, in the order of the checklist; nothing once the deployment is closed.

    Where a group is to review, its members are asked, and the lead is not: of that the clock reminds them later.
    """
    if deployment.status is not DeploymentStatus.OPEN:
        return ()
    seen = [as_seen_by(item, user, groups) for item in in_review(deployment)]
    reviews = {
        item.section.key: item
        for item in seen
        if user in item.turn and not (item.lacks_reviewer and item.waits_for_group)
    }
    found = (
        Decision(section, _risks_asked_of(user, deployment, section), reviews.get(section.key))
        for section in deployment.checklist.sections
    )
    return tuple(decision for decision in found if decision.risks or decision.review)


def _risks_asked_of(user: UserId, deployment: Deployment, section: Section) -> tuple[Risk, ...]:
    return tuple(
        risk
        for risk in risks_in(section, deployment.sections[section.key])
        if risk.waiver.is_pending and user in acceptors_of(deployment, risk)
    )
