"""Look things up, without changing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, DeploymentId, DeploymentStatus
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ownership import OpenItem, open_for, open_for_groups
from bot.domain.people import Act, ChannelId, GroupId, UserId, WorkspaceId
from bot.domain.permissions import Action, require, require_colleague
from bot.domain.summary import people_in
from bot.usecases.change import act_of
from bot.usecases.deliver import group_names
from bot.usecases.ports import Ports, Request
from bot.usecases.postings import Posting


@dataclass(frozen=True, slots=True)
class Shown:
    """A deployment with where it is shown."""

    deployment: Deployment
    postings: tuple[Posting, ...]


def see(ports: Ports, request: Request, deployment_id: DeploymentId) -> Shown:
    """Return one deployment. Raises NotFound, NotAllowed."""
    with ports.work.reading() as tx:
        deployment = tx.deployments.get(deployment_id)
        require(Action.SEE, act_of(request, ports), deployment)
        return Shown(deployment, tuple(tx.postings.of_deployment(deployment_id)))


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is about to act on: a deployment, or one section of it."""

    deployment: DeploymentId
    section: SectionKey | None = None


def see_to(action: Action, ports: Ports, request: Request, place: Place) -> Shown:
    """Return a deployment for a form, refusing before the form opens. Raises DeploymentClosed, NotAllowed."""
    shown = see(ports, request, place.deployment)
    require(action, act_of(request, ports), shown.deployment, place.section)
    shown.deployment.require_open()
    return shown


def see_open_one(ports: Ports, request: Request, deployment_id: DeploymentId, channel: ChannelId) -> Shown:
    """Return what somebody wanted to open and is open already. Raises NotAllowed when it is none of their business."""
    shown = see(ports, request, deployment_id)
    if not _is_visible(shown.deployment, act_of(request, ports), channel):
        raise NotAllowed(
            f"{shown.deployment.target} is already open, in a private channel that you may not be in. "
            "Ask your colleagues where, or give another version or environment."
        )
    return shown


def list_open(ports: Ports, request: Request, channel: ChannelId) -> tuple[Shown, ...]:
    """Return the open deployments that this person may see from this channel, oldest first."""
    act = act_of(request, ports)
    require_colleague(Action.SEE, act, request.workspace)
    with ports.work.reading() as tx:
        visible = [d for d in tx.deployments.open_in(request.workspace) if _is_visible(d, act, channel)]
        return tuple(Shown(d, tuple(tx.postings.of_deployment(d.id))) for d in visible)


def open_at(ports: Ports, request: Request, channel: ChannelId, thread: str) -> Shown | None:
    """Return the open deployment below whose board a thread is; who writes there may see it. Raises NotAllowed."""
    require_colleague(Action.SEE, act_of(request, ports), request.workspace)
    with ports.work.reading() as tx:
        found = tx.postings.board_at(request.workspace, channel, thread) if thread else None
        deployment = tx.deployments.get(found) if found else None
        if deployment is None or deployment.status is not DeploymentStatus.OPEN:
            return None
        return Shown(deployment, tuple(tx.postings.of_deployment(deployment.id)))


def open_items_of(ports: Ports, request: Request) -> tuple[OpenItem, ...]:
    """Return what this person has to do, over all deployments, most urgent first; then what their groups own."""
    act = act_of(request, ports)
    require_colleague(Action.SEE, act, request.workspace)
    with ports.work.reading() as tx:
        of_groups = tx.deployments.open_for_groups(request.workspace, request.groups)
        every = {one.id: one for one in (*tx.deployments.open_owned_by(request.workspace, request.by), *of_groups)}
        mine = open_for(request.by, every.values(), act.today, request.groups)
        return (*mine, *open_for_groups(request.groups, of_groups, act.today))


def latest_of_model(ports: Ports, request: Request, model: str, channel: ChannelId) -> Shown:
    """Return the deployment of a model that people most likely mean: an open one, else the latest.

    Raises NotFound, also for what was opened in a private channel that the person is not known to be in.
    """
    act = act_of(request, ports)
    require_colleague(Action.SEE, act, request.workspace)
    with ports.work.reading() as tx:
        visible = [d for d in tx.deployments.of_model(request.workspace, model) if _is_visible(d, act, channel)]
        if not visible:
            raise NotFound(f"There is no deployment of {model}. /deploy-check list shows what is open.")
        found = next((d for d in visible if d.status is DeploymentStatus.OPEN), visible[0])
        return Shown(found, tuple(tx.postings.of_deployment(found.id)))


def open_of_model(ports: Ports, request: Request, model: str, channel: ChannelId) -> Shown:
    """Return the open deployment of a model for its cancelling. Raises NotFound, DeploymentClosed, NotAllowed."""
    shown = latest_of_model(ports, request, model, channel)
    return see_to(Action.CANCEL, ports, request, Place(shown.deployment.id))


def names_known(ports: Ports, workspace: WorkspaceId, people: Collection[UserId]) -> Mapping[UserId, str]:
    """Return the names of those who are known."""
    with ports.work.reading() as tx:
        return {user: profile.person.name for user, profile in tx.people.find(workspace, people).items()}


def groups_known(ports: Ports, deployments: Collection[Deployment]) -> Mapping[GroupId, str]:
    """Return the names of the groups that own or review something in these deployments."""
    with ports.work.reading() as tx:
        return {group: name for one in deployments for group, name in group_names(tx, one).items()}


def _is_visible(deployment: Deployment, act: Act, channel: ChannelId) -> bool:
    """Say whether naming this deployment tells the person nothing that a private channel keeps to its members."""
    is_theirs = act.by in people_in(deployment) or any(
        act.groups.intersection((*state.groups, *state.review_groups)) for state in deployment.sections.values()
    )
    return not deployment.is_private or deployment.channel == channel or is_theirs
