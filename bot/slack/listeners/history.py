"""What happened to a section, for whoever may see the deployment."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal, updated
from bot.slack.views.history_modal import history_modal
from bot.slack.views.ids import ActionId, CallbackId, Reference, decode
from bot.slack.views.scene import Scene
from bot.usecases.audit import past_of
from bot.usecases.ports import Request


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.HISTORY, open_history)
    guard.submission(app, CallbackId.HISTORY, _turn)


def open_history(desk: Desk, click: Click) -> None:
    """Show what happened to a section, or without one to the whole deployment."""
    open_modal(desk, click.trigger, _page(desk, click.request, click.reference))


def _turn(desk: Desk, submission: Submission) -> Answered:
    """Show what is older, or the newest once more."""
    ref = decode(submission.metadata)
    return updated(_page(desk, submission.request, ref))


def _page(desk: Desk, request: Request, ref: Reference) -> dict[str, Any]:
    past = past_of(desk.ports, request, ref.deployment)
    scene = Scene(past.names, {}, desk.ports.clock())
    return history_modal(past.deployment, ref.section, past.events, scene, ref.seen)
