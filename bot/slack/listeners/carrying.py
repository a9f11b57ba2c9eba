"""Say that last time's answers still hold: one with a click on the card, a section's after a look at all of them."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.carrying import open_proposals
from bot.domain.errors import Conflict
from bot.domain.permissions import Action
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.scenes import scene_of
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.proposals import confirm_modal, listed_in
from bot.usecases import browse, carry


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.CONFIRM, _confirm)
    guard.click(app, ActionId.CONFIRM_SECTION, _list)
    guard.submission(app, CallbackId.CONFIRM_SECTION, _confirm_section)


def _confirm(desk: Desk, click: Click) -> None:
    ref = click.reference
    carry.confirm(desk.ports, click.request, carry.Confirmation(ref.deployment, ref.section, (ref.question,)))


def _list(desk: Desk, click: Click) -> None:
    ref = click.reference
    shown = browse.see_to(Action.ANSWER, desk.ports, click.request, browse.Place(ref.deployment, ref.section))
    section = shown.deployment.checklist.section(ref.section)
    if not open_proposals(section, shown.deployment.section(ref.section)):
        raise Conflict(f"Nothing is left to confirm in section {section.ref}. Its card shows what was answered.")
    open_modal(desk, click.trigger, confirm_modal(shown.deployment, ref.section, scene_of(desk, shown)))


def _confirm_section(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    section = browse.see(desk.ports, submission.request, ref.deployment).deployment.checklist.section(ref.section)
    confirmation = carry.Confirmation(ref.deployment, ref.section, listed_in(section, ref.choice))
    carry.confirm(desk.ports, submission.request, confirmation)
    return {}
