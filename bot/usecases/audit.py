"""Read the history back: in words, and as a chain that shows whether anybody touched it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.attestation import signature_faults
from bot.domain.chain import Fault, faults_in
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import NotFound
from bot.domain.events import Event
from bot.domain.history import people_told_of
from bot.domain.people import GroupId, UserId
from bot.domain.permissions import Action, require
from bot.usecases.change import act_of
from bot.usecases.ports import Ports, Request, Transaction, Work


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that happened to a deployment, oldest first, and the names that are known of those in it."""

    deployment: Deployment
    events: tuple[Event, ...]
    names: Mapping[UserId, str]


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit of one deployment found; no faults when its history is as it was written.

    `has_head` says whether the head that was asked for is the digest of one of its events.
    """

    deployment: Deployment
    events: int
    head: str
    faults: tuple[Fault, ...]
    has_head: bool


def past_of(ports: Ports, request: Request, deployment_id: DeploymentId) -> Past:
    """Return the history of a deployment for somebody in Slack. Raises NotFound, NotAllowed."""
    with ports.work.reading() as tx:
        deployment = tx.deployments.get(deployment_id)
        require(Action.SEE, act_of(request, ports), deployment)
        return _past(tx, deployment)


def pasts_of(work: Work, named: str) -> tuple[Past, ...]:
    """Return the history of the deployment with this id, or of every one of a model, for whoever runs the bot.

    Raises NotFound when nothing is called so.
    """
    with work.reading() as tx:
        return tuple(_past(tx, deployment) for deployment in _named(tx, named))


def audit(work: Work, named: str = "", head: str = "") -> tuple[Audited, ...]:
    """Recompute the chain of one deployment, of every one of a model, or of all. Raises NotFound."""
    with work.reading() as tx:
        return tuple(_audited(tx, deployment, head) for deployment in _named(tx, named))


def _past(tx: Transaction, deployment: Deployment) -> Past:
    events = tuple(tx.history.events_of(deployment.id))
    named = people_told_of(events, deployment.checklist)
    profiles = tx.people.find(deployment.workspace, named)
    groups = tx.groups.find(deployment.workspace, [GroupId(one) for one in named])
    names = {user: profile.person.name for user, profile in profiles.items()}
    return Past(deployment, events, names | {UserId(key): f"group {group.name}" for key, group in groups.items()})


def _audited(tx: Transaction, deployment: Deployment, head: str) -> Audited:
    chain = tx.history.chain_of(deployment.id)
    has_head = head in {link.digest for link in chain.links}
    faults = (*faults_in(chain), *signature_faults(deployment, tx.history.events_of(deployment.id)))
    return Audited(deployment, len(chain.links), chain.head, faults, has_head)


def _named(tx: Transaction, named: str) -> tuple[Deployment, ...]:
    found = tx.history.deployments(named)
    if named and not found:
        raise NotFound(f"There is no deployment {named}, neither by its id nor by its model.")
    return tuple(map(tx.deployments.get, found))
