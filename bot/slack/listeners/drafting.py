"""Keep what people pick and type in the answer modal while it is open, and fill it in again when they come back."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from bot.domain.drafts import is_contested
from bot.slack.draft_forms import read_drafts
from bot.slack.listeners.guard import Desk, Guard, Submission
from bot.slack.views.answer_modal import AnswerPage
from bot.slack.views.ids import ANSWER_PREFIX, VALUE, ModalState, decode_state
from bot.usecases import browse, draft
from bot.usecases.browse import Shown
from bot.usecases.ports import Request


def register(app: App, guard: Guard) -> None:
    guard.pick(app, VALUE, ANSWER_PREFIX, _keep)


def filled_in(desk: Desk, request: Request, page: AnswerPage) -> AnswerPage:
    """Return the page with what this person had typed before and not saved, beside what others answered since."""
    drafts = draft.drafts_for(desk.ports, request, page.deployment, page.section.key)
    answers = page.deployment.section(page.section.key).answers
    shown = {q.key: drafts[q.key] for q in page.questions if q.key in drafts}
    contested = tuple(key for key, typed in shown.items() if is_contested(typed, answers.get(key), request.by))
    return replace(page, drafts=drafts, contested=contested)


def keep_typed(desk: Desk, submission: Submission, shown: Shown) -> None:
    """Keep what the page holds."""
    state = decode_state(submission.metadata)
    section = shown.deployment.checklist.section(state.section)
    questions = [section.question(drawn.question) for drawn in state.questions]
    drafts = read_drafts(questions, submission.values, shown.deployment.section(state.section), state)
    draft.keep(desk.ports, submission.request, draft.Page(state.deployment, state.section, drafts))


def forget_typed(desk: Desk, request: Request, state: ModalState) -> None:
    """Forget the drafts of a page that is saved."""
    saved = dict.fromkeys(drawn.question for drawn in state.questions)
    draft.done(desk.ports, request, draft.Page(state.deployment, state.section, saved))


def _keep(desk: Desk, submission: Submission) -> None:
    state = decode_state(submission.metadata)
    keep_typed(desk, submission, browse.see(desk.ports, submission.request, state.deployment))
