"""Replies: what only the person who typed a command or pressed a button sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.answers import in_words, is_risky
from bot.domain.checklist import Question, SectionKey
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.drafts import Unfinished
from bot.domain.errors import AnsweredMeanwhile
from bot.domain.ownership import OpenItem
from bot.domain.people import UserId
from bot.domain.signoff import progress_of
from bot.slack.answer_fields import field_of
from bot.slack.views import blocks, contested, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.board import overview, section_lines
from bot.slack.views.ids import ActionId, Reference, action, encode
from bot.slack.views.reminder import reminder
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs

DEPLOYMENTS_SHOWN = 20
UNFINISHED_SHOWN = 5

_HELP = (
    "*What you can type*",
    "`/deploy-check churn-model v3` opens one here; add `env=staging`, `due=2026-12-01` or `tier=low` if you like",
    "`/deploy-check mine` shows what waits for you",
    "`/deploy-check list` shows all open deployments",
    "`/deploy-check status churn-model` shows where a model stands",
    "`/deploy-check settings` says when you are reminded, and lets you change it",
    "`/deploy-check cancel churn-model` ends its deployment, after asking why",
    "`/deploy-check start list v2` opens one for a model that is called like a command",
    "`/deploy-check help` shows this",
    "In a deployment's thread, `@deploy-check 4.2.4 yes, on 5 folds` answers a question, `@deploy-check` asks the next",
    "Everything else has a button: on the board in the channel and on the cards in its thread.",
)


def help_text(problem: str = "") -> Message:
    """Say what can be typed; `problem` says what was wrong with what was typed."""
    lines = [safe(problem, 500), *_HELP] if problem else [*_HELP]
    return _of_lines(lines)


def said(sentence: str) -> Message:
    """Say one sentence, the outcome of what the person did or why it did not work."""
    shown = safe(sentence, 2900, keep_lines=True)
    return Message(shown, [blocks.section(shown)])


def again(sentence: str, button: Mapping[str, Any]) -> Message:
    """Say why nothing came of a button, with the same button to press again."""
    message = said(sentence)
    text = str((button.get("text") or {}).get("text") or "Try again")
    drawn = blocks.button(text, str(button["action_id"]), value=str(button.get("value") or ""))
    return Message(message.text, [*message.blocks, blocks.actions(drawn)])


def deployments_list(title: str, deployments: Sequence[Deployment], scene: Scene) -> Message:
    """List deployments with how far each is; links are found by deployment id."""
    if not deployments:
        return said(f"{title}: none.")
    shown = deployments[:DEPLOYMENTS_SHOWN]
    rest = len(deployments) - len(shown)
    more = [f"{rest:,} more."] if rest else []

    def lines(room: int) -> list[str]:
        return [f"*{safe(title, 150)}*", *(_listed(one, scene, room) for one in shown), *more]

    return Message(
        fitting_text(lambda room: "\n".join(lines(room))), fitting_blocks(lambda room: paragraphs(lines(room)))
    )


def mine(items: tuple[OpenItem, ...], unfinished: Sequence[Unfinished], scene: Scene) -> Message:
    """Show what waits for the person who asks: first what they typed and did not save, then what is open."""
    waits, shown = _waiting(items, scene), unfinished[:UNFINISHED_SHOWN]
    text = fitting_text(lambda _: "\n".join([*map(_unfinished_words, shown), waits.text]))
    return Message(text, [*(block for one in shown for block in _to_continue(one)), *waits.blocks]) if shown else waits


def _unfinished_words(one: Unfinished) -> str:
    refs = words.listed([question.ref for question in one.questions])
    what = "an unfinished answer" if len(one.questions) == 1 else "unfinished answers"
    return f"You have {what} in *{words.target(one.deployment)}*: {safe(refs, 200)}."


def _to_continue(one: Unfinished) -> list[Json]:
    about = Reference(one.deployment.id, one.section.key, one.questions[0].key)
    label = f"Continue with section {one.section.ref}"
    button = blocks.button("Continue", action(ActionId.ANSWER_SECTION, "draft"), value=encode(about), label=label)
    return [blocks.section(_unfinished_words(one)), blocks.actions(button)]


def _waiting(items: tuple[OpenItem, ...], scene: Scene) -> Message:
    if not items:
        return said("Nothing waits for you.")
    sections, deployments = words.count(len(items), "section"), {item.deployment.id for item in items}
    wait = "waits" if len(items) == 1 else "wait"
    return reminder(items, f"{sections} in {words.count(len(deployments), 'deployment')} {wait} for you.", scene)


def status(deployment: Deployment, scene: Scene) -> Message:
    """Show where a deployment stands, as the board does, with a link to the board."""

    def draw(room: int) -> list[Json]:
        title = words.link(scene.links.get("board", ""), words.target(deployment))
        lines = [f"*{title}*", _how_far(deployment, scene), *section_lines(deployment, scene, room)]
        return paragraphs(lines)

    return Message(fitting_text(lambda room: overview(deployment, scene, room)), fitting_blocks(draw))


def already_open(deployment: Deployment, link: str) -> Message:
    """Send somebody to the deployment that is open already, instead of opening a second one."""
    there = words.link(link, "Go to its board") if link else "Its board is in the channel where it was opened"
    progress = words.progress_words(progress_of(deployment))
    return _of_lines([f"*{words.target(deployment)}* is already open: {progress}. {there}."])


def answered_meanwhile(
    error: AnsweredMeanwhile, deployment: Deployment, section_key: SectionKey, scene: Scene, reply_choice: str
) -> Message:
    """Show whose answer was faster, with a button that puts the person's own in its place.

    `reply_choice` is the choice of the reference that the person pressed.
    """
    question, answer = error.answered[0]
    asked = safe(f"{question.ref} {question.prompt}", 200)
    said_so = f"{scene.who(answer.by)} answered this in the meantime: {contested.said(question, answer, scene)}"
    text = f"*{asked}*\n{said_so}\nLeave it, or replace it with your answer."
    own = _clicked_words(question, reply_choice)
    replace = blocks.button(
        f"Replace with “{words.flat(own, 50)}”",
        ActionId.REPLACE,
        value=encode(Reference(deployment.id, section_key, question.key, reply_choice, answer.version)),
        label=f"Replace the answer to {question.ref}",
    )
    return Message(text, [blocks.section(text), blocks.actions(replace)])


def meanwhile_words(error: AnsweredMeanwhile, scene: Scene) -> str:
    """Say, above a modal, whose answers were faster; what they said stands at each question. Plain text."""
    told = [f"{scene.name(answer.by)} answered {question.ref} in the meantime." for question, answer in error.answered]
    return " ".join([*told, "Nothing is saved yet: choose at the question whose answer stays."])


def reminded(
    now: Sequence[str],
    later: Sequence[str] = (),
    already: Sequence[str] = (),
    snoozed: Sequence[str] = (),
    muted: Sequence[str] = (),
) -> Message:
    """Say who is reminded now, who after their quiet hours, and who is not and why. The names are plain text."""
    if not (now or later or already or snoozed or muted):
        return said("Nobody has anything open, so nobody is reminded.")
    told = [f"Reminded {words.listed(now)}." if now else "Nobody is reminded now."]
    if later:
        told.append(f"{words.listed(later)} {_verb(later, 'is', 'are')} reminded after their quiet hours.")
    if already:
        told.append(f"{words.listed(already)} had today's list already, and nothing is new since.")
    if snoozed:
        told.append(f"{words.listed(snoozed)} put reminders off until later.")
    if muted:
        told.append(f"{words.listed(muted)} {_verb(muted, 'wants', 'want')} no reminders of this deployment.")
    return said(" ".join(told))


def _verb(names: Sequence[str], one: str, several: str) -> str:
    return one if len(names) == 1 else several


def names_of(users: Sequence[UserId], scene: Scene) -> tuple[str, ...]:
    """Return the plain names, for `reminded`."""
    return tuple(scene.name(user) for user in users)


def _of_lines(lines: Sequence[str]) -> Message:
    return Message("\n".join(lines), paragraphs(lines))


def _listed(deployment: Deployment, scene: Scene, room: int) -> str:
    title = words.link(scene.links.get(deployment.id, ""), words.target(deployment, max(room, 40)))
    lead = f"lead {scene.who(deployment.lead, min(room, 40))}"
    return words.DOT.join((f"• {title}", _how_far(deployment, scene), lead))


def _how_far(deployment: Deployment, scene: Scene) -> str:
    """Say the decision of a closed one, the progress and due date of an open one."""
    if deployment.status is not DeploymentStatus.OPEN:
        return words.verdict_words(deployment)
    return f"{words.progress_words(progress_of(deployment))}, {words.due_words(deployment.due, scene.now)}"


def _clicked_words(question: Question, choice: str) -> str:
    click = field_of(question).clicks.get(choice)
    if click is None:
        return choice
    return in_words(click.value, str) + (", a risk" if is_risky(question, click.value) else "")
