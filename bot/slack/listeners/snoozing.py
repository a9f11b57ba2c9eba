"""Below a list of reminders: put it off, or leave a deployment out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from slack_bolt import App

from bot.domain.errors import Refused
from bot.domain.snooze import Pause
from bot.slack.form_fields import held
from bot.slack.listeners.blocking import open_blocked_mine
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.owning import open_hand_over_mine
from bot.slack.views import ids
from bot.slack.views.ids import ActionId, BadReference, CallbackId
from bot.slack.views.scene import Message
from bot.slack.views.snoozing import muted, pick_time_modal, unmuted
from bot.usecases import silence


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.SNOOZE, _snooze)
    guard.click(app, ActionId.PICK_TIME, _open_pick_time)
    guard.click(app, ActionId.WAKE, _wake)
    guard.click(app, ActionId.ON_MINE, _on_mine)
    guard.click(app, ActionId.UNMUTE, _unmute)
    guard.submission(app, CallbackId.SNOOZE, _snooze_until)


def _snooze(desk: Desk, click: Click) -> None:
    if click.reference.choice not in set(Pause):
        raise BadReference
    silence.snooze(desk.ports, click.request, Pause(click.reference.choice))


def _open_pick_time(desk: Desk, click: Click) -> None:
    in_two_hours = desk.ports.clock().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    open_modal(desk, click.trigger, pick_time_modal(in_two_hours))


def _snooze_until(desk: Desk, submission: Submission) -> Answered:
    chosen = held(submission.values, ids.UNTIL_BLOCK).get("selected_date_time")
    if not isinstance(chosen, int):
        raise Refused("Pick a day and a time.", field=ids.UNTIL_BLOCK)
    silence.snooze_until(desk.ports, submission.request, datetime.fromtimestamp(chosen, UTC))
    return {}


def _wake(desk: Desk, click: Click) -> None:
    silence.wake(desk.ports, click.request)


def _on_mine(desk: Desk, click: Click) -> Message | None:
    """Do what was chosen from the menu beside a deployment."""
    if click.reference.choice == ids.BLOCK:
        open_blocked_mine(desk, click)
        return None
    if click.reference.choice == ids.HAND_OVER:
        open_hand_over_mine(desk, click)
        return None
    if click.reference.choice == ids.MUTE:
        return muted(silence.mute(desk.ports, click.request, click.reference.deployment))
    raise BadReference


def _unmute(desk: Desk, click: Click) -> Message:
    return unmuted(silence.unmute(desk.ports, click.request, click.reference.deployment))
