"""Who owns a section: claim it, assign it, hand it over."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.errors import NotFound
from bot.domain.ownership import owned_by
from bot.domain.people import UserId
from bot.domain.permissions import Action
from bot.slack.directory import meet
from bot.slack.forms import read_groups, read_hand_over_mine, read_owners
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.views.ids import ActionId, BadReference, CallbackId, decode
from bot.slack.views.people_modals import hand_over_mine_modal, owners_modal
from bot.usecases import assign, browse
from bot.usecases.groups import groups_to_pick


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.CLAIM, _claim)
    guard.click(app, ActionId.ASSIGN, _open_owners)
    guard.click(app, ActionId.HAND_OVER, _hand_over)
    guard.click(app, ActionId.HAND_OVER_MINE, open_hand_over_mine)
    guard.submission(app, CallbackId.OWNERS, _assign)
    guard.submission(app, CallbackId.HAND_OVER_MINE, _hand_over_mine)


def _claim(desk: Desk, click: Click) -> None:
    assign.claim(desk.ports, click.request, click.reference.deployment, click.reference.section)


def _open_owners(desk: Desk, click: Click) -> None:
    place = browse.Place(click.reference.deployment, click.reference.section)
    shown = browse.see_to(Action.ASSIGN, desk.ports, click.request, place)
    groups = groups_to_pick(desk.ports, click.request)
    open_modal(desk, click.trigger, owners_modal(shown.deployment, click.reference.section, groups))


def _hand_over(desk: Desk, click: Click) -> None:
    """Hand over to whoever was picked, which Slack has asked about."""
    ref = click.reference
    if not ref.choice:
        raise BadReference
    meet(desk.ports, desk.slack, [UserId(ref.choice)])
    assign.hand_over(desk.ports, click.request, assign.HandOver(ref.deployment, ref.section, UserId(ref.choice)))


def open_hand_over_mine(desk: Desk, click: Click) -> None:
    """Ask which of the person's open sections go to whom."""
    deployment = browse.see(desk.ports, click.request, click.reference.deployment).deployment
    deployment.require_open()
    mine = tuple(item.section for item in owned_by(click.request.by, deployment, desk.ports.clock().date()))
    if not mine:
        raise NotFound(f"You own nothing that is open in {deployment.target}, so there is nothing to hand over.")
    open_modal(desk, click.trigger, hand_over_mine_modal(deployment, mine))


def _assign(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    owners = read_owners(submission.values)
    meet(desk.ports, desk.slack, owners)
    assignment = assign.Assignment(ref.deployment, ref.section, owners, read_groups(submission.values))
    assign.assign(desk.ports, submission.request, assignment)
    return {}


def _hand_over_mine(desk: Desk, submission: Submission) -> Answered:
    deployment = decode(submission.metadata).deployment
    form = read_hand_over_mine(submission.values)
    meet(desk.ports, desk.slack, [form.to])
    assign.hand_over_several(desk.ports, submission.request, deployment, form.sections, form.to)
    return {}
