"""Open a deployment: `/deploy-check churn-model v3`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.appointing import carried_groups, carried_review_groups
from bot.domain.artefact import checked_artefact
from bot.domain.carrying import carried_evidence, carried_over
from bot.domain.checklist import Checklist
from bot.domain.deployment import (
    Deployment,
    DeploymentId,
    Opening,
    Target,
    carried_owners,
    carried_reviewers,
    open_deployment,
)
from bot.domain.errors import AlreadyOpen, NotFound, Refused
from bot.domain.people import ChannelId
from bot.domain.permissions import Action, require_colleague
from bot.domain.when import Tier
from bot.usecases.change import accept, act_of
from bot.usecases.ports import ChannelView, Ports, Presence, Request, Transaction
from bot.usecases.projection import show_opening

DEFAULT_CHECKLIST = "ml-deployment"

_REMEDIES = {
    Presence.ABSENT: "I am not in this channel yet. Type /invite @deploy-check here, then run the command again.",
    Presence.ARCHIVED: "This channel is archived. Run the command in a channel that is still in use.",
    Presence.NO_CHANNEL: "I can't see this conversation. In a channel, type /invite @deploy-check and run the "
    "command again; in a direct message, switch to a channel first.",
}


class NotInChannel(Refused):
    """The bot cannot post where it was asked to; nothing was stored."""

    code = "not_in_channel"


@dataclass(frozen=True, slots=True)
class Start:
    """What was asked for."""

    target: Target
    channel: ChannelId
    due: date | None = None
    checklist: str = DEFAULT_CHECKLIST
    tier: Tier = Tier.STANDARD
    artefact: str = ""


def open_for(ports: Ports, request: Request, start: Start) -> Deployment:
    """Open a deployment in a channel that the bot is in.

    Raises NotInChannel with the remedy, AlreadyOpen, NotFound for an unknown checklist, Refused for a due date that is
    past and for an artefact that is too long.
    """
    act = act_of(request, ports)
    require_colleague(Action.OPEN, act, request.workspace)
    checklist = _checklist(ports, start.checklist)
    view = ports.channels.look_at(request.workspace, start.channel)
    if view.presence in _REMEDIES:
        raise NotInChannel(_REMEDIES[view.presence])
    with ports.work.writing() as tx:
        accept(tx, request, act)
        _require_first(tx, request, start)
        opening = _opening(ports, tx, request, start, view)
        deployment, events = open_deployment(opening, checklist, act)
        tx.deployments.add(deployment, events)
        show_opening(tx, deployment, act)
    return deployment


def _checklist(ports: Ports, key: str) -> Checklist:
    if key not in ports.checklists:
        known = ", ".join(sorted(ports.checklists))
        raise NotFound(f"There is no checklist called {key}. Choose one of: {known}.")
    return ports.checklists[key]


def _require_first(tx: Transaction, request: Request, start: Start) -> None:
    present = tx.deployments.open_for(request.workspace, start.target)
    if present:
        raise AlreadyOpen(f"{start.target} is already open.", deployment_id=present.id)


def _opening(ports: Ports, tx: Transaction, request: Request, start: Start, view: ChannelView) -> Opening:
    previous = tx.deployments.latest_of(request.workspace, start.target.model, start.channel)
    published = tx.deployments.last_published_of(request.workspace, start.target.model, start.channel)
    checklist = ports.checklists[start.checklist]
    proposals = carried_over(published, checklist)
    return Opening(
        id=DeploymentId(ports.new_id()),
        workspace=request.workspace,
        channel=start.channel,
        target=start.target,
        is_private=view.is_private,
        due=start.due,
        tier=start.tier,
        artefact=checked_artefact(start.artefact),
        owners=carried_owners(previous, checklist),
        reviewers=carried_reviewers(previous, checklist),
        groups=carried_groups(previous, checklist),
        review_groups=carried_review_groups(previous, checklist),
        proposals=proposals,
        evidence=carried_evidence(published, proposals),
    )
