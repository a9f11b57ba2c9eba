"""What a deployment of tier low asks: the lead leaves questions out, one by one, and takes them back in."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.errors import NotFound
from bot.domain.permissions import Action
from bot.domain.scope import asked, left_out
from bot.slack.forms import read_left_out, read_taken_in
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.scenes import scene_of
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.scope_modals import leave_out_modal, take_in_modal
from bot.usecases import browse, scope


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.LEAVE_OUT, open_leave_out)
    guard.click(app, ActionId.TAKE_IN, open_take_in)
    guard.submission(app, CallbackId.LEAVE_OUT, _leave_out)
    guard.submission(app, CallbackId.TAKE_IN, _take_in)


def open_leave_out(desk: Desk, click: Click) -> None:
    ref = click.reference
    deployment = browse.see_to(Action.SCOPE, desk.ports, click.request, _place_of(click)).deployment
    if not asked(deployment.checklist.section(ref.section), deployment.section(ref.section)):
        raise NotFound("Nothing is asked in this section any more, so there is nothing to leave out.")
    open_modal(desk, click.trigger, leave_out_modal(deployment, ref.section))


def open_take_in(desk: Desk, click: Click) -> None:
    ref = click.reference
    shown = browse.see_to(Action.SCOPE, desk.ports, click.request, _place_of(click))
    deployment = shown.deployment
    if not left_out(deployment.checklist.section(ref.section), deployment.section(ref.section)):
        raise NotFound("Nothing is left out of this section any more.")
    open_modal(desk, click.trigger, take_in_modal(deployment, ref.section, scene_of(desk, shown)))


def _leave_out(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    section = browse.see(desk.ports, submission.request, ref.deployment).deployment.checklist.section(ref.section)
    question, reason = read_left_out(section, submission.values)
    scope.leave_out(desk.ports, submission.request, scope.Asked(ref.deployment, ref.section, question), reason=reason)
    return {}


def _take_in(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    section = browse.see(desk.ports, submission.request, ref.deployment).deployment.checklist.section(ref.section)
    questions = read_taken_in(section, submission.values)
    asked_again = [scope.Asked(ref.deployment, ref.section, question) for question in questions]
    scope.take_in(desk.ports, submission.request, *asked_again)
    return {}


def _place_of(click: Click) -> browse.Place:
    return browse.Place(click.reference.deployment, click.reference.section)
