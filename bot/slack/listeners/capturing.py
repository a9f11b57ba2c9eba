"""The shortcut on a message, and what becomes of messages afterwards."""

from __future__ import annotations

from slack_bolt import App

from bot.domain.answers import Reply, Written
from bot.domain.checklist import AnswerKind
from bot.domain.deployment import Deployment, DeploymentId
from bot.domain.errors import Refused
from bot.domain.noticing import Rewritten
from bot.domain.people import ChannelId, UserId
from bot.slack.captured import Captured, captured, decode_captured
from bot.slack.evidence_forms import CaptureForm, read_capture, read_deployment
from bot.slack.listeners.guard import Answered, Desk, Guard, Heard, Pointed, Submission, open_modal, updated
from bot.slack.manifest import USE_MESSAGE
from bot.slack.rendering import address_of
from bot.slack.spoken import plain
from bot.slack.views import ids
from bot.slack.views.capture_modals import capture_modal, deployment_modal
from bot.slack.views.ids import AS_ANSWER, CallbackId
from bot.usecases import browse
from bot.usecases.answer import Answers, record_answers
from bot.usecases.capture import notice_message, places_for, sections_for
from bot.usecases.change import act_of


def register(app: App, guard: Guard) -> None:
    guard.message_shortcut(app, USE_MESSAGE, _open)
    guard.submission(app, CallbackId.CAPTURE_IN, _pick)
    guard.submission(app, CallbackId.CAPTURE, _save)
    guard.event(app, "message", _hear)


def _open(desk: Desk, pointed: Pointed) -> None:
    message = captured(pointed.channel, pointed.message)
    places = places_for(desk.ports, pointed.request, message.channel, message.thread)
    if len(places) > 1:
        open_modal(desk, pointed.trigger, deployment_modal([shown.deployment for shown in places], message))
        return
    deployment = places[0].deployment
    sections = sections_for(deployment, act_of(pointed.request, desk.ports))
    open_modal(desk, pointed.trigger, capture_modal(deployment, sections, message))


def _pick(desk: Desk, submission: Submission) -> Answered:
    message, _ = decode_captured(submission.metadata)
    deployment = _see(desk, submission, read_deployment(submission.values))
    sections = sections_for(deployment, act_of(submission.request, desk.ports))
    if not sections:
        raise Refused("Nothing is open for you in this deployment any more.", field=ids.DEPLOYMENT_BLOCK)
    return updated(capture_modal(deployment, sections, message))


def _save(desk: Desk, submission: Submission) -> Answered:
    message, deployment_id = decode_captured(submission.metadata)
    deployment = _see(desk, submission, DeploymentId(deployment_id))
    form = read_capture(deployment.checklist, submission.values)
    reply = {form.question.key: _reply(deployment, form, message)} if form.use_as == AS_ANSWER else {}
    url = address_of(desk.slack.identity().url, message.channel, message.ts, message.thread)
    evidence = {form.question.key: (message.quote(url),)}
    record_answers(desk.ports, submission.request, Answers(deployment.id, form.section.key, reply, evidence=evidence))
    return {}


def _reply(deployment: Deployment, form: CaptureForm, message: Captured) -> Reply:
    """Return what the message says as an answer. Nobody saw an answer that is there already, so none is replaced."""
    question = form.question
    if question.key in deployment.section(form.section.key).answers:
        sentence = f"{question.ref} has an answer already. Use the message as evidence, or change it on the card."
        raise Refused(sentence, field=ids.USE_AS_BLOCK)
    if question.kind is not AnswerKind.TEXT:
        sentence = f"{question.ref} is not answered in words. Use the message as evidence, and answer on the card."
        raise Refused(sentence, field=ids.USE_AS_BLOCK)
    if not message.is_whole:
        sentence = "The message is too long for an answer. Use it as evidence, and answer in your own words."
        raise Refused(sentence, field=ids.USE_AS_BLOCK)
    return Reply(Written(message.text))


def _hear(desk: Desk, heard: Heard) -> None:
    """Notice what becomes of a message; the bot's own are edited all the time and are nobody's evidence."""
    event, own = heard.event, desk.slack.identity().bot_user
    before, now = event.get("previous_message") or {}, event.get("message") or {}
    channel = ChannelId(str(event.get("channel") or ""))
    match event.get("subtype"):
        case "message_changed" if now.get("text") != before.get("text") and now.get("user") != own:
            # A root that has replies is not deleted: Slack puts a tombstone in its place.
            text = None if now.get("subtype") == "tombstone" else plain(str(now.get("text") or ""))
            by = (now.get("edited") or {}).get("user") or before.get("user") or now.get("user")
            message = Rewritten(channel, str(now.get("ts") or ""), text)
        case "message_deleted" if before.get("user") != own:
            by, message = before.get("user"), Rewritten(channel, str(event.get("deleted_ts") or ""), None)
        case _:
            return
    notice_message(desk.ports, heard.request_of(UserId(str(by or ""))), message)


def _see(desk: Desk, submission: Submission, deployment: DeploymentId) -> Deployment:
    return browse.see(desk.ports, submission.request, deployment).deployment
