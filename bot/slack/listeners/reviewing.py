"""Review a section: name who does, approve what was signed, or send it back."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.permissions import Action
from bot.slack.directory import meet
from bot.slack.forms import read_reason, read_review_groups, read_reviewers
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.reviewing import changes_modal, reviewers_modal
from bot.usecases import browse, review
from bot.usecases.groups import groups_to_pick


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.APPROVE, _approve)
    guard.click(app, ActionId.REQUEST_CHANGES, _open_changes)
    guard.click(app, ActionId.REVIEWERS, open_reviewers)
    guard.submission(app, CallbackId.APPROVE, _approve_in_modal)
    guard.submission(app, CallbackId.REQUEST_CHANGES, _request_changes)
    guard.submission(app, CallbackId.REVIEWERS, _name_reviewers)


def _approve(desk: Desk, click: Click) -> None:
    ref = click.reference
    review.approve(desk.ports, click.request, ref.deployment, ref.section, seen=ref.seen)


def _approve_in_modal(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    review.approve(desk.ports, submission.request, ref.deployment, ref.section, seen=ref.seen)
    return {}


def _open_changes(desk: Desk, click: Click) -> None:
    place = browse.Place(click.reference.deployment, click.reference.section)
    shown = browse.see_to(Action.REQUEST_CHANGES, desk.ports, click.request, place)
    open_modal(desk, click.trigger, changes_modal(shown.deployment, click.reference.section))


def _request_changes(desk: Desk, submission: Submission) -> Answered:
    ref, comment = decode(submission.metadata), read_reason(submission.values)
    review.request_changes(desk.ports, submission.request, ref.deployment, ref.section, comment=comment)
    return {}


def open_reviewers(desk: Desk, click: Click) -> None:
    place = browse.Place(click.reference.deployment, click.reference.section)
    shown = browse.see_to(Action.NAME_REVIEWERS, desk.ports, click.request, place)
    groups = groups_to_pick(desk.ports, click.request)
    open_modal(desk, click.trigger, reviewers_modal(shown.deployment, click.reference.section, groups))


def _name_reviewers(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    reviewers, shown = read_reviewers(submission.view, submission.values)
    meet(desk.ports, desk.slack, reviewers)
    groups, shown_groups = read_review_groups(submission.view, submission.values)
    naming = review.Naming(ref.deployment, ref.section, reviewers, shown, groups, shown_groups)
    review.set_reviewers(desk.ports, submission.request, naming)
    return {}
