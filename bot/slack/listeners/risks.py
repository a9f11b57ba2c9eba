"""Risks: ask for acceptance, accept on terms, and say that a condition is met."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.errors import Conflict
from bot.domain.permissions import Action
from bot.domain.risks import RiskAt
from bot.domain.signoff import risks_in
from bot.slack.directory import meet
from bot.slack.forms import read_terms
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, open_modal
from bot.slack.listeners.scenes import scene_of
from bot.slack.views.ids import ActionId, CallbackId, decode
from bot.slack.views.risks import accept_modal
from bot.usecases import browse, risks


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.ASK_ACCEPTANCE, _ask)
    guard.click(app, ActionId.ACCEPT_RISK, _open_acceptance)
    guard.click(app, ActionId.CONDITION_DONE, _complete)
    guard.submission(app, CallbackId.ACCEPT_RISK, _accept)
    guard.submission(app, CallbackId.ASK_ACCEPTANCE, _ask_in_modal)


def _ask(desk: Desk, click: Click) -> None:
    risks.ask_for_acceptance(desk.ports, click.request, click.reference.deployment, click.reference.section)


def _ask_in_modal(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    risks.ask_for_acceptance(desk.ports, submission.request, ref.deployment, ref.section)
    return {}


def _open_acceptance(desk: Desk, click: Click) -> None:
    ref = click.reference
    shown = browse.see_to(Action.ACCEPT_RISK, desk.ports, click.request, browse.Place(ref.deployment, ref.section))
    section, state = shown.deployment.checklist.section(ref.section), shown.deployment.section(ref.section)
    found = next((risk for risk in risks_in(section, state) if risk.question.key == ref.question), None)
    if found is None or not found.is_open(desk.ports.clock().date()):
        raise Conflict("This is no open risk any more. The card in the thread shows what became of it.")
    open_modal(desk, click.trigger, accept_modal(shown.deployment, found, scene_of(desk, shown)))


def _accept(desk: Desk, submission: Submission) -> Answered:
    ref = decode(submission.metadata)
    terms = read_terms(submission.values)
    meet(desk.ports, desk.slack, [terms.holder])
    accepting = risks.Accepting(ref.deployment, RiskAt(ref.section, ref.question, ref.seen), terms)
    risks.accept_risk(desk.ports, submission.request, accepting)
    return {}


def _complete(desk: Desk, click: Click) -> None:
    ref = click.reference
    risks.complete_condition(desk.ports, click.request, ref.deployment, RiskAt(ref.section, ref.question, ref.seen))
