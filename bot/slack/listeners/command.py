"""`/deploy-check …`: open a deployment, or look something up."""

from __future__ import annotations

from typing import assert_never

from slack_bolt import App

from bot.domain.deployment import DeploymentId
from bot.domain.errors import AlreadyOpen
from bot.slack.commands import Cancel, Help, List, Mine, Settings, Start, Status, parse
from bot.slack.listeners.guard import Desk, Guard, Typed, open_modal
from bot.slack.listeners.scenes import scene_of, scene_of_all
from bot.slack.listeners.settings import open_settings
from bot.slack.views import replies
from bot.slack.views.reason_modal import cancel_modal
from bot.slack.views.scene import Message
from bot.usecases import browse, draft, open_deployment

COMMAND = "/deploy-check"


def register(app: App, guard: Guard) -> None:
    guard.command(app, COMMAND, _run)


def _run(desk: Desk, typed: Typed) -> Message | None:
    command = parse(typed.text, desk.ports.clock().date())
    match command:
        case Start():
            return _start(desk, typed, command)
        case Help(problem):
            return replies.help_text(problem)
        case List():
            return _list(desk, typed)
        case Mine():
            return _mine(desk, typed)
        case Status(model):
            shown = browse.latest_of_model(desk.ports, typed.request, model, typed.channel)
            return replies.status(shown.deployment, scene_of(desk, shown))
        case Settings():
            open_settings(desk, typed.request, typed.trigger)
            return None
        case Cancel(model):
            _cancel(desk, typed, model)
            return None
        case _:
            assert_never(command)


def _start(desk: Desk, typed: Typed, command: Start) -> Message | None:
    """Open it and say nothing: the board that appears in the channel is the answer."""
    start = open_deployment.Start(
        command.target, typed.channel, command.due, command.checklist, command.tier, command.artefact
    )
    try:
        open_deployment.open_for(desk.ports, typed.request, start)
    except AlreadyOpen as error:
        shown = browse.see_open_one(desk.ports, typed.request, DeploymentId(error.deployment_id), typed.channel)
        return replies.already_open(shown.deployment, scene_of(desk, shown).links.get("board", ""))
    return None


def _list(desk: Desk, typed: Typed) -> Message:
    rows = browse.list_open(desk.ports, typed.request, typed.channel)
    deployments = [shown.deployment for shown in rows]
    return replies.deployments_list("Open deployments", deployments, scene_of_all(desk, rows))


def _mine(desk: Desk, typed: Typed) -> Message:
    items = browse.open_items_of(desk.ports, typed.request)
    ids = dict.fromkeys(item.deployment.id for item in items)
    rows = [browse.see(desk.ports, typed.request, deployment_id) for deployment_id in ids]
    return replies.mine(items, draft.unfinished(desk.ports, typed.request), scene_of_all(desk, rows))


def _cancel(desk: Desk, typed: Typed, model: str) -> None:
    shown = browse.open_of_model(desk.ports, typed.request, model, typed.channel)
    open_modal(desk, typed.trigger, cancel_modal(shown.deployment))
