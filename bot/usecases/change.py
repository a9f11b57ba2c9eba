"""How every change is made: one short transaction that checks, saves, and marks what Slack must show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.dependents import with_dependents
from bot.domain.deployment import Changed, Deployment, DeploymentId
from bot.domain.errors import ChangedMeanwhile
from bot.domain.events import Event
from bot.domain.people import Act
from bot.domain.tiers import settled
from bot.usecases.ports import Ports, Request, Transaction
from bot.usecases.projection import show_change

Decide = Callable[[Deployment, Act], Changed]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state after a change and what happened; no events when there was nothing to change."""

    deployment: Deployment
    events: tuple[Event, ...]


def act_of(request: Request, ports: Ports) -> Act:
    """Return who acts, now."""
    return Act(request.by, request.home, ports.clock(), request.standing, request.groups)


def change(ports: Ports, request: Request, deployment_id: DeploymentId, decide: Decide) -> Outcome:
    """Carry out one change; `decide` checks the permission and asks the domain.

    A collision with another writer is tried once more on the fresh state, then raised as ChangedMeanwhile.
    """
    try:
        return _change_once(ports, request, deployment_id, decide)
    except ChangedMeanwhile:
        return _change_once(ports, request, deployment_id, decide)


def accept(tx: Transaction, request: Request, act: Act) -> None:
    """Remember the request in this transaction; raise Repeated when it was carried out before."""
    tx.inbox.accept(request.id, act.at)


def _change_once(ports: Ports, request: Request, deployment_id: DeploymentId, decide: Decide) -> Outcome:
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        before = tx.deployments.get(deployment_id)
        after, events = with_dependents(before, settled(before, decide(before, act), act), act)
        if events:
            tx.deployments.save(before, after, events)
            show_change(tx, before, after, act)
    return Outcome(after, events)
