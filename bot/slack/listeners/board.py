"""The board's buttons: set up, my next question, and the menu (remind now, refresh, cancel)."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.deployment import DeploymentId
from bot.domain.permissions import Action
from bot.slack.directory import meet
from bot.slack.forms import SetUp, changed_set_up, read_reason
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.history import open_history
from bot.slack.listeners.next_question import next_view
from bot.slack.listeners.scenes import scene_of
from bot.slack.views import ids, replies
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.reason_modal import cancel_modal
from bot.slack.views.scene import Message
from bot.slack.views.set_up_modal import set_up_modal
from bot.usecases import assign, browse, decide, remind
from bot.usecases.refresh import refresh


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.NEXT, _next)
    guard.click(app, ActionId.SET_UP, _open_set_up)
    guard.click(app, ActionId.MORE, _more)
    guard.click(app, ActionId.OPEN, lambda _desk, _click: None)
    guard.submission(app, CallbackId.SET_UP, _set_up)
    guard.submission(app, CallbackId.CANCEL, _cancel)


def _next(desk: Desk, click: Click) -> None:
    ref = click.reference
    shown = browse.see(desk.ports, click.request, ref.deployment)
    open_modal(desk, click.trigger, next_view(desk, click.request, shown, ref.section))


def _open_set_up(desk: Desk, click: Click) -> None:
    shown = browse.see_to(Action.SET_UP, desk.ports, click.request, browse.Place(click.reference.deployment))
    open_modal(desk, click.trigger, set_up_modal(shown.deployment))


def _set_up(desk: Desk, submission: Submission) -> Answered:
    form = changed_set_up(submission.view, submission.values)
    deployment = decode(submission.metadata).deployment
    named = [user for people in (*form.owners.values(), *form.reviewers.values()) for user in people]
    meet(desk.ports, desk.slack, [*([form.lead] if form.lead else []), *named])
    assign.set_up(desk.ports, submission.request, deployment, _wanted(form))
    return {}


def _wanted(form: SetUp) -> assign.SetUp:
    return assign.SetUp(
        form.lead, form.due, form.owners, form.tier, form.artefact, form.reviewers, keeps_due=form.keeps_due
    )


def _more(desk: Desk, click: Click) -> Message | None:
    match click.reference.choice:
        case ids.REMIND:
            return _remind(desk, click)
        case ids.REFRESH:
            refresh(desk.ports, click.request, click.reference.deployment)
        case ids.ALL_HISTORY:
            open_history(desk, click)
        case ids.CANCEL:
            shown = browse.see_to(Action.CANCEL, desk.ports, click.request, browse.Place(click.reference.deployment))
            open_modal(desk, click.trigger, cancel_modal(shown.deployment))
    return None


def _remind(desk: Desk, click: Click) -> Message:
    deployment = click.reference.deployment
    reminded = remind.remind_now(desk.ports, click.request, deployment)
    scene = scene_of(desk, browse.see(desk.ports, click.request, deployment))
    groups = (reminded.now, reminded.later, reminded.already, reminded.snoozed, reminded.muted)
    return replies.reminded(*(replies.names_of(users, scene) for users in groups))


def _cancel(desk: Desk, submission: Submission) -> Answered:
    deployment: DeploymentId = decode(submission.metadata).deployment
    decide.cancel(desk.ports, submission.request, deployment, reason=read_reason(submission.values))
    return {}
