"""Say that a section is blocked, or that it can go on."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.checklist import SectionKey
from bot.domain.errors import NotFound, Refused
from bot.domain.ownership import owned_by
from bot.domain.permissions import Action
from bot.slack.form_fields import held, picked
from bot.slack.forms import read_reason
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.views import ids
from bot.slack.views.blocking import blocked_modal
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.usecases import block, browse


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.BLOCK, open_blocked)
    guard.click(app, ActionId.UNBLOCK, _unblock)
    guard.submission(app, CallbackId.BLOCK, _block)


def open_blocked(desk: Desk, click: Click) -> None:
    place = browse.Place(click.reference.deployment, click.reference.section)
    deployment = browse.see_to(Action.BLOCK, desk.ports, click.request, place).deployment
    open_modal(desk, click.trigger, blocked_modal(deployment, [deployment.checklist.section(click.reference.section)]))


def open_blocked_mine(desk: Desk, click: Click) -> None:
    """Ask which of the person's open sections is blocked, and why."""
    deployment = browse.see(desk.ports, click.request, click.reference.deployment).deployment
    deployment.require_open()
    today = desk.ports.clock().date()
    mine = [item.section for item in owned_by(click.request.by, deployment, today) if item.can_go_on]
    if not mine:
        raise NotFound(f"You own nothing in {deployment.target} that is open and not blocked yet.")
    open_modal(desk, click.trigger, blocked_modal(deployment, mine))


def _block(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    section = ref.section or _picked_section(submission)
    block.block(desk.ports, submission.request, ref.deployment, section, reason=read_reason(submission.values))
    return {}


def _picked_section(submission: Submission) -> SectionKey:
    chosen = picked(held(submission.values, ids.SECTIONS_BLOCK))
    if not chosen:
        raise Refused("Pick a section.", field=ids.SECTIONS_BLOCK)
    return SectionKey(chosen[0])


def _unblock(desk: Desk, click: Click) -> None:
    block.unblock(desk.ports, click.request, click.reference.deployment, click.reference.section)
