"""Name who reviews a section, and review it: approve what its owner signed, or ask for changes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import reviewing
from bot.domain.appointing import require_workers
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.people import Act, UserId
from bot.domain.permissions import Action, require
from bot.usecases.change import Outcome, change
from bot.usecases.ports import Ports, Request


@dataclass(frozen=True, slots=True)
class Naming:
    """The reviewers of one section, all of them, and who they were before the eyes of whoever names them.

    Who was named or taken away meanwhile stays so.
    """

    deployment: DeploymentId
    section: SectionKey
    reviewers: tuple[UserId, ...]
    shown: tuple[UserId, ...] = ()

    def beside(self, present: tuple[UserId, ...]) -> tuple[UserId, ...]:
        """Return who they are after that, where these are reviewers by now."""
        gone = set(self.shown) - set(self.reviewers)
        fresh = [user for user in self.reviewers if user not in self.shown]
        return (*(user for user in present if user not in gone), *fresh)


def set_reviewers(ports: Ports, request: Request, naming: Naming) -> Outcome:
    """Give a section other reviewers. Raises Refused for bots, and for people who have left."""
    with ports.work.reading() as tx:
        known = tx.people.find(request.workspace, naming.reviewers)

    def decide(deployment: Deployment, act: Act) -> Changed:
        require(Action.NAME_REVIEWERS, act, deployment, naming.section)
        present = deployment.section(naming.section).reviewers
        fresh = set(naming.reviewers) - set(present)
        require_workers([known[user].person for user in sorted(fresh & set(known))], f"reviewers/{naming.section}")
        return name_reviewers(deployment, naming.section, naming.beside(present), act)

    return change(ports, request, naming.deployment, decide)


def name_reviewers(deployment: Deployment, section: SectionKey, reviewers: tuple[UserId, ...], act: Act) -> Changed:
    """Name reviewers, where only those in charge get rid of one: the owner is who is reviewed."""
    if set(deployment.section(section).reviewers) - set(reviewers):
        require(Action.DROP_REVIEWER, act, deployment, section)
    return reviewing.set_reviewers(deployment, section, reviewers, act)


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
