"""`/deploy-check settings`, and the same from a reminder: when somebody wants to be reminded."""

from __future__ import annotations

from slack_bolt import App

from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal, updated
from bot.slack.settings_form import read_settings_form
from bot.slack.views.ids import ActionId, CallbackId
from bot.slack.views.settings_modal import saved_modal, settings_modal
from bot.usecases.ports import Request
from bot.usecases.prefer import see_settings, set_preferences


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.SETTINGS, _open)
    guard.submission(app, CallbackId.SETTINGS, _save)


def open_settings(desk: Desk, request: Request, trigger: str) -> None:
    """Show the form with what holds now."""
    settings = see_settings(desk.ports, request)
    open_modal(desk, trigger, settings_modal(settings.preferences, settings.slack_zone, desk.ports.countries))


def _open(desk: Desk, click: Click) -> None:
    open_settings(desk, click.request, click.trigger)


def _save(desk: Desk, submission: Submission) -> Answered:
    settings = set_preferences(desk.ports, submission.request, read_settings_form(submission.values))
    return updated(saved_modal(settings.preferences, settings.slack_zone, desk.ports.countries))
