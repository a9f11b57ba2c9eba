"""Put reminders off, or leave a deployment out of them. Both are rows, so they hold whatever happens to the bot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.permissions import Action, require, require_colleague
from bot.domain.snooze import Clock, Pause, checked_until, pause_ends
from bot.usecases.change import accept, act_of
from bot.usecases.due_times import reschedule
from bot.usecases.ports import Digest, Ports, Request
from bot.usecases.prefer import settings_of
from bot.usecases.projection import show_list_again


def snooze(ports: Ports, request: Request, pause: Pause) -> datetime:
    """Put everything off with one click; return until when."""
    return _snooze(ports, request, lambda now, clock: pause_ends(pause, now, clock))


def snooze_until(ports: Ports, request: Request, until: datetime) -> datetime:
    """Put everything off until a moment that somebody picked. Raises Refused, its field being "until"."""
    return _snooze(ports, request, lambda now, clock: checked_until(until, now, clock))


def wake(ports: Ports, request: Request) -> None:
    """End a snooze: the list that it stands on is shown again."""
    act = act_of(request, ports)
    require_colleague(Action.PREFER, act, request.workspace)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        tx.silences.wake(request.workspace, [request.by])
        reschedule(tx, request.workspace, request.by, act.at)
        show_list_again(tx, request.workspace, request.by, act.at)


def mute(ports: Ports, request: Request, deployment_id: DeploymentId) -> Deployment:
    """Leave a deployment out of somebody's lists; what is assigned to them there is still told."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.PREFER, act, deployment)
        deployment.require_open()
        tx.silences.mute(request.workspace, request.by, deployment_id)
        show_list_again(tx, request.workspace, request.by, act.at)
    return deployment


def unmute(ports: Ports, request: Request, deployment_id: DeploymentId) -> Deployment:
    """Take it in again, from the next list on."""
    act = act_of(request, ports)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        deployment = tx.deployments.get(deployment_id)
        require(Action.PREFER, act, deployment)
        tx.silences.unmute(request.workspace, request.by, deployment_id)
        # The clock counts anew when it comes, so it may come too early.
        tx.digests.schedule(Digest(request.workspace, request.by, act.at))
        show_list_again(tx, request.workspace, request.by, act.at)
    return deployment


def _snooze(ports: Ports, request: Request, ends: Callable[[datetime, Clock], datetime]) -> datetime:
    act = act_of(request, ports)
    require_colleague(Action.PREFER, act, request.workspace)
    with ports.work.writing() as tx:
        accept(tx, request, act)
        settings = settings_of(tx, request.workspace, request.by)
        until = ends(act.at, Clock(settings.preferences, settings.slack_zone, ports.holidays))
        tx.silences.snooze(request.workspace, request.by, until)
        tx.digests.schedule(Digest(request.workspace, request.by, until))
        show_list_again(tx, request.workspace, request.by, act.at)
    return until
