"""Answering in the thread: `@deploy-check 4.2.4 yes 5-fold cross-validation, see https://…`."""

from __future__ import annotations

import re
from dataclasses import replace

from slack_bolt import App

from bot.domain.answers import Reply, in_words, is_risky
from bot.domain.errors import AnsweredMeanwhile, Refused
from bot.domain.evidence import Link
from bot.domain.ownership import next_for
from bot.domain.references import question_called
from bot.domain.scope import lacks_evidence
from bot.slack.answer_fields import field_of
from bot.slack.listeners.guard import Desk, Guard, Mentioned
from bot.slack.listeners.scenes import scene_of
from bot.slack.spoken import links_in
from bot.slack.views.offers import next_offer
from bot.slack.views.replies import said
from bot.slack.views.scene import Message
from bot.usecases.answer import Answers, record_answers
from bot.usecases.browse import Shown
from bot.usecases.ports import Request
from bot.usecases.threads import deployment_of_thread

_REFERENCE = re.compile(r"(\d+(?:\.\d+)*)[.:,]?\s*(.*)", re.DOTALL)


def register(app: App, guard: Guard) -> None:
    guard.mention(app, _hear)


def _hear(desk: Desk, mentioned: Mentioned) -> Message:
    request, place = mentioned.request, mentioned.place
    shown = deployment_of_thread(desk.ports, request, place.channel, place.thread_ts)
    own = desk.slack.identity().bot_user
    text = re.sub(rf"<@{own}(?:\|[^>]*)?>", " ", mentioned.text, count=1).strip()
    if not text:
        scene = scene_of(desk, shown)
        following = next_for(request.by, shown.deployment, scene.today, request.groups)
        return next_offer(following, shown.deployment, scene)
    return _answer(desk, request, shown, text)


def _answer(desk: Desk, request: Request, shown: Shown, text: str) -> Message:
    found = _REFERENCE.match(text)
    if found is None:
        raise Refused("Begin with the number of a question, as in: 4.2.4 yes 5-fold cross-validation.")
    section, question = question_called(shown.deployment.checklist, found[1])
    value, note = field_of(question).spoken(found[2])
    # A link that is the answer itself is no evidence for it.
    links = tuple(Link(url) for url in links_in(found[2]) if url != in_words(value, str))
    reply = {question.key: Reply(value, note)}
    evidence = {question.key: links} if links else {}
    try:
        answers = Answers(shown.deployment.id, section.key, reply, evidence=evidence)
        after = record_answers(desk.ports, request, answers).deployment
    except AnsweredMeanwhile as error:
        raise Refused(
            f"{question.ref} has an answer already. Its card in this thread shows it and changes it."
        ) from error
    risk = ", which is a risk" if is_risky(question, value) else ""
    lacking = " It counts only with evidence." if lacks_evidence(question, after.section(section.key)) else ""
    words = in_words(value, scene_of(desk, replace(shown, deployment=after)).name)
    return said(f"{question.ref} is answered: {words}{risk}.{lacking} Its card shows it.")
