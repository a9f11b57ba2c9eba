"""Evidence: a modal for a section, from the card."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.errors import NotFound
from bot.domain.permissions import Action
from bot.domain.scope import asked
from bot.slack.evidence_forms import read_evidence
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.scenes import scene_of
from bot.slack.views.evidence_modal import evidence_modal
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.usecases import browse
from bot.usecases.evidence import Exchange, exchange_evidence


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.EVIDENCE, _open)
    guard.submission(app, CallbackId.EVIDENCE, _save)


def _open(desk: Desk, click: Click) -> None:
    ref = click.reference
    place = browse.Place(ref.deployment, ref.section)
    shown = browse.see_to(Action.ANSWER, desk.ports, click.request, place)
    deployment = shown.deployment
    if not asked(deployment.checklist.section(ref.section), deployment.section(ref.section)):
        raise NotFound("Nothing is asked in this section any more, so there is nothing to add evidence to.")
    open_modal(desk, click.trigger, evidence_modal(deployment, ref.section, ref.question, scene_of(desk, shown)))


def _save(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    section = browse.see(desk.ports, submission.request, ref.deployment).deployment.checklist.section(ref.section)
    form = read_evidence(section, submission.values)
    exchange = Exchange(ref.deployment, ref.section, form.question, form.added, form.gone)
    exchange_evidence(desk.ports, submission.request, exchange)
    return {}
