"""Draw everything again: for a message that looks wrong."""

from __future__ import annotations

from bot.domain.deployment import DeploymentId
from bot.domain.permissions import Action, require
from bot.usecases.change import accept, act_of
from bot.usecases.ports import Ports, Request
from bot.usecases.projection import show_again


def refresh(ports: Ports, request: Request, deployment_id: DeploymentId) -> None:
    """Ask for the board and all cards of a deployment once more."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.SEE, act, deployment)
        show_again(tx, deployment, act)
