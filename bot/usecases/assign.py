"""Say who owns a section, and set up lead, due date and owners in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain import appointing
from bot.domain.appointing import appoint, require_small, require_workers
from bot.domain.artefact import bind
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.events import Event
from bot.domain.people import Act, Appointed, Group, GroupId, Person, UserId
from bot.domain.permissions import Action, require
from bot.domain.tiers import set_tier
from bot.domain.when import Tier
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request
from bot.usecases.review import name_reviewers


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is to be changed; sections that it leaves out keep their people, None and `keeps_due` what is set.

    Groups that own a section go on owning it.
    """

    lead: UserId | None
    due: date | None
    owners: Mapping[SectionKey, tuple[UserId, ...]]
    tier: Tier | None = None
    artefact: str | None = None
    reviewers: Mapping[SectionKey, tuple[UserId, ...]] = field(default_factory=dict)
    keeps_due: bool = False


def set_up(ports: Ports, request: Request, deployment_id: DeploymentId, form: SetUp) -> Outcome:
    """Set lead, due date, tier, artefact, owners and reviewers together."""
    named = {user for people in (*form.owners.values(), *form.reviewers.values()) for user in people}
    known = _known(ports, request, named | ({form.lead} if form.lead else set()))

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SET_UP, act, deployment)
        _require_workers_in(form, deployment, known)
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
    """Take a section that nobody owns, or that a group of this person's does. Raises Conflict for a claimed one."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.SEE, act, deployment)
        claimed = deployment.claim(section, act)
        require(Action.CLAIM, act, deployment, section)
        return claimed

    return change(ports, request, deployment_id, decide)


@dataclass(frozen=True, slots=True)
class Assignment:
    """New owners of one section, people and groups; None keeps the groups as they are."""

    deployment: DeploymentId
    section: SectionKey
    owners: tuple[UserId, ...]
    groups: tuple[GroupId, ...] | None = None


def assign(ports: Ports, request: Request, assignment: Assignment) -> Outcome:
    """Give a section other owners. Raises Refused for bots, people who have left, and groups that cannot own it."""
    key = assignment.section
    known = _known(ports, request, assignment.owners)
    with ports.work.reading() as tx:
        groups = tx.groups.find(request.workspace, assignment.groups or ())

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ASSIGN, act, deployment, key)
        state = deployment.section(key)
        require_workers(_those(known, set(assignment.owners) - set(state.owners)), key)
        wanted = state.groups if assignment.groups is None else assignment.groups
        fresh = [group for group in wanted if group not in state.groups]
        require_small([groups.get(group, Group(group, "you picked")) for group in fresh], f"groups/{key}")
        return appoint(deployment, key, Appointed(assignment.owners, wanted), act)

    return change(ports, request, assignment.deployment, decide)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Somebody who takes a section over."""

    deployment: DeploymentId
    section: SectionKey
    to: UserId


def hand_over(ports: Ports, request: Request, handing: HandOver) -> Outcome:
    """Put somebody else in the actor's place. Raises Refused for a bot, and for somebody who has left."""
    known = _known(ports, request, [handing.to])

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.ASSIGN, act, deployment, handing.section)
        require_workers(known.values(), "to")
        return appointing.hand_over(deployment, handing.section, handing.to, act)

    return change(ports, request, handing.deployment, decide)


def hand_over_several(
    ports: Ports, request: Request, deployment_id: DeploymentId, sections: tuple[SectionKey, ...], to: UserId
) -> Outcome:
    """Put somebody else in the actor's place in all of these sections, or in none when one refuses."""
    known = _known(ports, request, [to])

    def decide(deployment: Deployment, act: Act) -> Changed:
        after: Deployment = deployment
        events: tuple[Event, ...] = ()
        for section in sections:
            require(Action.ASSIGN, act, deployment, section)
            require_workers(known.values(), "to")
            after, more = appointing.hand_over(after, section, to, act)
            events += more
        return after, events

    return change(ports, request, deployment_id, decide)


def _known(ports: Ports, request: Request, people: Collection[UserId]) -> Mapping[UserId, Person]:
    """Return what is known of people; whoever asks the use case saw to it that it is enough."""
    with ports.work.reading() as tx:
        return {user: profile.person for user, profile in tx.people.find(request.workspace, people).items()}


def _require_workers_in(form: SetUp, deployment: Deployment, known: Mapping[UserId, Person]) -> None:
    """Raise Refused when somebody whom the form names anew is a bot or has left."""
    if form.lead and form.lead != deployment.lead:
        require_workers(_those(known, [form.lead]), "lead")
    for section, owners in form.owners.items():
        require_workers(_those(known, set(owners) - set(deployment.section(section).owners)), section)
    for section, reviewers in form.reviewers.items():
        require_workers(
            _those(known, set(reviewers) - set(deployment.section(section).reviewers)), f"reviewers/{section}"
        )


def _those(known: Mapping[UserId, Person], users: Iterable[UserId]) -> list[Person]:
    return [known[user] for user in users if user in known]
