"""Say who owns a section, and set up lead, due date and owners in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.artefact import bind
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.events import Event
from bot.domain.people import Act, UserId
from bot.domain.permissions import Action, require
from bot.domain.tiers import set_tier
from bot.domain.when import Tier
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request
from bot.usecases.review import name_reviewers


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is to be changed; sections that it leaves out keep their people, None and `keeps_due` what is set."""

    lead: UserId | None
    due: date | None
    owners: Mapping[SectionKey, tuple[UserId, ...]]
    tier: Tier | None = None
    artefact: str | None = None
    reviewers: Mapping[SectionKey, tuple[UserId, ...]] = field(default_factory=dict)
    keeps_due: bool = False


def set_up(ports: Ports, request: Request, deployment_id: DeploymentId, form: SetUp) -> Outcome:
    """Set lead, due date, tier, artefact, owners and reviewers together."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SET_UP, act, deployment)
        after, events = deployment.set_due(deployment.due if form.keeps_due else form.due, act)
        after, more = set_tier(after, form.tier or after.tier, act)
        events += more
        after, more = bind(after, after.artefact if form.artefact is None else form.artefact, act)
        events += more
        for section, owners in form.owners.items():
            after, more = after.assign(section, owners, act)
            events += more
        for section, reviewers in form.reviewers.items():
            after, more = name_reviewers(after, section, reviewers, act)
            events += more
        after, more = after.set_lead(form.lead or after.lead, act)
        return after, events + more

    return change(ports, request, deployment_id, decide)


def claim(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey) -> Outcome:
    """Take a section that nobody owns."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.CLAIM, act, deployment, section)
        return deployment.claim(section, act)

    return change(ports, request, deployment_id, decide)


@dataclass(frozen=True, slots=True)
class Assignment:
    """New owners of one section."""

    deployment: DeploymentId
    section: SectionKey
    owners: tuple[UserId, ...]


def assign(ports: Ports, request: Request, assignment: Assignment) -> Outcome:
    """Give a section other owners."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ASSIGN, act, deployment, assignment.section)
        return deployment.assign(assignment.section, assignment.owners, act)

    return change(ports, request, assignment.deployment, decide)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Somebody who takes a section over."""

    deployment: DeploymentId
    section: SectionKey
    to: UserId


def hand_over(ports: Ports, request: Request, handing: HandOver) -> Outcome:
    """Put somebody else in the actor's place."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ASSIGN, act, deployment, handing.section)
        return deployment.hand_over(handing.section, handing.to, act)

    return change(ports, request, handing.deployment, decide)


def hand_over_several(
    ports: Ports, request: Request, deployment_id: DeploymentId, sections: tuple[SectionKey, ...], to: UserId
) -> Outcome:
    """Put somebody else in the actor's place in all of these sections, or in none when one refuses."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        after: Deployment = deployment
        events: tuple[Event, ...] = ()
        for section in sections:
            require(Action.ASSIGN, act, deployment, section)
            after, more = after.hand_over(section, to, act)
            events += more
        return after, events

    return change(ports, request, deployment_id, decide)
