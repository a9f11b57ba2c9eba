"""Name who reviews a section, and review it: approve what its owner signed, or ask for changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain import reviewing
from bot.domain.appointing import require_small, require_workers
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act, Appointed, Group, GroupId, UserId
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request

_Named = TypeVar("_Named", bound=str)


@dataclass(frozen=True, slots=True)
class Naming:
    """The reviewers of one section, all of them, and who they were before the eyes of whoever names them.

    Who was named or taken away meanwhile stays so; where `groups` is None, the groups stay as they are.
    """

    deployment: DeploymentId
    section: SectionKey
    reviewers: tuple[UserId, ...]
    shown: tuple[UserId, ...] = ()
    groups: tuple[GroupId, ...] | None = None
    shown_groups: tuple[GroupId, ...] = ()

    def beside(self, present: Appointed) -> Appointed:
        """Return who they are after that, where these are reviewers by now."""
        people = _merged(present.people, self.shown, self.reviewers)
        if self.groups is None:
            return Appointed(people, present.groups)
        return Appointed(people, _merged(present.groups, self.shown_groups, self.groups))


def set_reviewers(ports: Ports, request: Request, naming: Naming) -> Outcome:
    """Give a section other reviewers. Raises Refused for bots, people who have left, and groups that cannot review."""
    with ports.work.reading() as tx:
        known = tx.people.find(request.workspace, naming.reviewers)
        groups = tx.groups.find(request.workspace, naming.groups or ())

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.NAME_REVIEWERS, act, deployment, naming.section)
        present = _reviewers_of(deployment, naming.section)
        fresh = set(naming.reviewers) - set(present.people)
        require_workers([known[user].person for user in sorted(fresh & set(known))], f"reviewers/{naming.section}")
        picked = [group for group in naming.groups or () if group not in present.groups]
        require_small([groups.get(group, Group(group, "you picked")) for group in picked], f"groups/{naming.section}")
        return _appoint(deployment, naming.section, naming.beside(present), act)

    return change(ports, request, naming.deployment, decide)


def name_reviewers(deployment: Deployment, section: SectionKey, reviewers: tuple[UserId, ...], act: Act) -> Changed:
    """Name the people who review; groups that do stay as they are."""
    return _appoint(deployment, section, Appointed(reviewers, deployment.section(section).review_groups), act)


def approve(ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey, *, seen: int) -> Outcome:
    """Approve a signed section as it stood at revision `seen`."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.REVIEW, act, deployment, section)
        return reviewing.approve(deployment, section, seen, act)

    return change(ports, request, deployment_id, decide)


def request_changes(
    ports: Ports, request: Request, deployment_id: DeploymentId, section: SectionKey, *, comment: str
) -> Outcome:
    """Return a signed section to its owners, with what is to be changed."""

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.REQUEST_CHANGES, act, deployment, section)
        return reviewing.request_changes(deployment, section, comment, act)

    return change(ports, request, deployment_id, decide)


def _appoint(deployment: Deployment, section: SectionKey, reviewers: Appointed, act: Act) -> Changed:
    """Name reviewers, where only those in charge get rid of one: the owner is who is reviewed."""
    present = _reviewers_of(deployment, section)
    if set(present.people) - set(reviewers.people) or set(present.groups) - set(reviewers.groups):
        require(Action.DROP_REVIEWER, act, deployment, section)
    return reviewing.appoint_reviewers(deployment, section, reviewers, act)


def _reviewers_of(deployment: Deployment, section: SectionKey) -> Appointed:
    state = deployment.section(section)
    return Appointed(state.reviewers, state.review_groups)


def _merged(present: Sequence[_Named], shown: Sequence[_Named], wanted: Sequence[_Named]) -> tuple[_Named, ...]:
    """Take away what somebody took from what was shown, and add what they added."""
    gone = set(shown) - set(wanted)
    fresh = [one for one in wanted if one not in shown]
    return (*(one for one in present if one not in gone), *fresh)
