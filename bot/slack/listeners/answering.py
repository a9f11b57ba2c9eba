"""Answering: on the card with one click, or in a modal for one question, one after the other, or a whole section."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App

from bot.domain.answers import Reply, Value
from bot.domain.checklist import Question, QuestionKey
from bot.domain.deployment import Deployment
from bot.domain.errors import AnsweredMeanwhile, CheckError, NotAsked
from bot.domain.permissions import Action
from bot.slack.answer_fields import field_of
from bot.slack.forms import AnswerForm, read_answers
from bot.slack.listeners.drafting import filled_in, forget_typed, keep_typed
from bot.slack.listeners.guard import Answered, Click, Desk, Guard, Submission, errors, open_modal, updated
from bot.slack.listeners.next_question import next_view_after
from bot.slack.listeners.scenes import scene_of
from bot.slack.views import replies
from bot.slack.views.answer_modal import AnswerPage, answer_modal, page_number, question_page, section_page
from bot.slack.views.ids import ActionId, BadReference, CallbackId, ModalState, Mode, Reference, decode_state
from bot.slack.views.scene import Message, Scene
from bot.slack.views.why_modal import why_modal
from bot.usecases import answer, browse
from bot.usecases.browse import Shown
from bot.usecases.ports import Request


def register(app: App, guard: Guard) -> None:
    guard.click(app, ActionId.ANSWER, _answer)
    guard.click(app, ActionId.REPLACE, _answer)
    guard.click(app, ActionId.WRITE, _write)
    guard.click(app, ActionId.NOT_APPLICABLE, _not_applicable)
    guard.click(app, ActionId.ANSWER_SECTION, _open_section)
    guard.click(app, ActionId.WHY, _why)
    guard.submission(app, CallbackId.ANSWERS, _save)


def _answer(desk: Desk, click: Click) -> Message | None:
    """Record the button's answer; when somebody was faster, show theirs and let the person choose."""
    ref = click.reference
    asked = answer.Asked(ref.deployment, ref.section, ref.question)
    try:
        answer.record_click(desk.ports, click.request, asked, lambda deployment: _reply(deployment, click))
    except AnsweredMeanwhile as error:
        now = browse.see(desk.ports, click.request, ref.deployment)
        return replies.answered_meanwhile(error, now.deployment, ref.section, scene_of(desk, now), ref.choice)
    return None


def _write(desk: Desk, click: Click) -> None:
    shown = _to_answer(desk, click)
    _open(desk, click, _question(shown, click.reference), scene_of(desk, shown))


def _not_applicable(desk: Desk, click: Click) -> None:
    shown = _to_answer(desk, click)
    page = _question(shown, click.reference)
    _open(desk, click, replace(page, not_applicable=click.reference.question), scene_of(desk, shown))


def _question(shown: Shown, ref: Reference) -> AnswerPage:
    """Return the page of the question that was pressed, as long as it is asked: its card may be older than that."""
    page = question_page(shown.deployment, ref.section, ref.question)
    if ref.question in shown.deployment.section(ref.section).unasked:
        raise NotAsked(page.questions)
    return page


def _open_section(desk: Desk, click: Click) -> None:
    shown = _to_answer(desk, click)
    ref = click.reference
    number = page_number(shown.deployment.checklist.section(ref.section), ref.question)
    _open(desk, click, section_page(shown.deployment, ref.section, number), scene_of(desk, shown))


def _open(desk: Desk, click: Click, page: AnswerPage, scene: Scene) -> None:
    open_modal(desk, click.trigger, answer_modal(filled_in(desk, click.request, page), scene))


def _why(desk: Desk, click: Click) -> None:
    ref = click.reference
    shown = browse.see(desk.ports, click.request, ref.deployment)
    open_modal(desk, click.trigger, why_modal(shown.deployment, ref.section, ref.question))


def _save(desk: Desk, submission: Submission) -> Answered:
    """Save what this page says, then show the next page, the next question, or nothing more."""
    state = decode_state(submission.metadata)
    shown = browse.see(desk.ports, submission.request, state.deployment)
    section = shown.deployment.checklist.section(state.section)
    questions = tuple(section.question(drawn.question) for drawn in state.questions)
    form = read_answers(questions, submission.values, state.seen).settled(state, submission.values)
    if form.errors:
        keep_typed(desk, submission, shown)
        return errors(form.errors)
    try:
        saved = answer.record_answers(desk.ports, submission.request, _answers_of(form.touched(state), state))
    except AnsweredMeanwhile as error:
        keep_typed(desk, submission, shown)
        return _choose(desk, submission, state, error)
    except CheckError:
        keep_typed(desk, submission, shown)
        raise
    forget_typed(desk, submission.request, state)
    return _go_on(desk, replace(shown, deployment=saved.deployment), state, submission.request)


def _go_on(desk: Desk, shown: Shown, state: ModalState, request: Request) -> Answered:
    if state.mode is Mode.NEXT:
        return updated(next_view_after(desk, request, shown, state.section))
    if state.mode is Mode.SECTION:
        following = section_page(shown.deployment, state.section, state.page + 1)
        if following.number > state.page:
            return updated(answer_modal(filled_in(desk, request, following), scene_of(desk, shown)))
    return {}


def _choose(desk: Desk, submission: Submission, state: ModalState, error: AnsweredMeanwhile) -> Answered:
    """Draw the same page on the fresh state: Slack keeps what was typed and chosen, and the person chooses."""
    shown = browse.see(desk.ports, submission.request, state.deployment)
    scene = scene_of(desk, shown)
    section = shown.deployment.checklist.section(state.section)
    page = AnswerPage(
        deployment=shown.deployment,
        section=section,
        questions=tuple(section.question(drawn.question) for drawn in state.questions),
        mode=state.mode,
        number=state.page,
        of=state.pages,
        notice=replies.meanwhile_words(error, scene),
        contested=_contested(shown, state, error),
        before=state,
    )
    return updated(answer_modal(page, scene))


def _contested(shown: Shown, state: ModalState, error: AnsweredMeanwhile) -> tuple[QuestionKey, ...]:
    """Return what was to be chosen before and still is, and what is new."""
    every = dict.fromkeys([*state.contested, *(question.key for question, _ in error.answered)])
    return tuple(question for question in every if question in shown.deployment.section(state.section).answers)


def _answers_of(form: AnswerForm, state: ModalState) -> answer.Answers:
    cleared = {question: state.seen[question] for question in form.cleared}
    return answer.Answers(state.deployment, state.section, form.replies, cleared, form.evidence)


def _to_answer(desk: Desk, click: Click) -> Shown:
    return browse.see_to(Action.ANSWER, desk.ports, click.request, _place_of(click))


def _place_of(click: Click) -> browse.Place:
    return browse.Place(click.reference.deployment, click.reference.section)


def _reply(deployment: Deployment, click: Click) -> Reply:
    """Return what the button says; a note of one's own is kept, and nobody else's goes under another name."""
    ref = click.reference
    question = deployment.checklist.section(ref.section).question(ref.question)
    stored = deployment.section(ref.section).answers.get(ref.question)
    note = stored.note if stored and stored.by == click.request.by else ""
    return Reply(_value(question, ref), note, seen=ref.seen)


def _value(question: Question, ref: Reference) -> Value:
    click = field_of(question).clicks.get(ref.choice)
    if click is None:
        raise BadReference
    return click.value
