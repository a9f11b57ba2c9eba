"""Sign a section off, or reopen it."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.permissions import Action
from bot.slack.forms import read_reason
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.reason_modal import reopen_modal
from bot.usecases import browse, decide


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.SIGN_OFF, _sign_off)
    guard.click(app, ActionId.REOPEN, _open_reopen)
    guard.submission(app, CallbackId.REOPEN, _reopen)
    guard.submission(app, CallbackId.SIGN_OFF, _sign)


def _sign_off(desk: Desk, click: Click) -> None:
    ref = click.reference
    decide.sign_off(desk.ports, click.request, ref.deployment, ref.section, seen=ref.seen)


def _open_reopen(desk: Desk, click: Click) -> None:
    place = browse.Place(click.reference.deployment, click.reference.section)
    shown = browse.see_to(Action.REOPEN, desk.ports, click.request, place)
    open_modal(desk, click.trigger, reopen_modal(shown.deployment, click.reference.section))


def _reopen(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    reason = read_reason(submission.values)
    decide.reopen(desk.ports, submission.request, ref.deployment, ref.section, reason=reason)
    return {}


def _sign(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    decide.sign_off(desk.ports, submission.request, ref.deployment, ref.section, seen=ref.seen)
    return {}
