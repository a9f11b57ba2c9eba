"""Direct messages to those who decide: risks to accept, and conditions that come to their end."""

from __future__ import annotations

from bot.domain.decisions import Decision
from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.people import UserId
from bot.domain.signoff import Condition, Risk
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json
from bot.slack.views.reminder import thread_button
from bot.slack.views.reviewing import changes_button, needs_words, review_button, reviewers_button
from bot.slack.views.risks import accept_button, condition_block, condition_line
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text

_SHOWN = 8


def to_decide(deployment: Deployment, decisions: tuple[Decision, ...], scene: Scene) -> Message:
    """Ask somebody to decide, one line and one button each."""
    first = f"*{words.target(deployment)}* waits for your decision."
    risks = [risk for decision in decisions for risk in decision.risks]
    reviews = [decision.review for decision in decisions if decision.review][:_SHOWN]
    rest = len(risks) - _SHOWN
    more = [f"{words.count(rest, 'more risk', 'more risks')} on the cards in the thread."] if rest > 0 else []

    def draw(room: int) -> list[Json]:
        return [
            blocks.section(first),
            *(block for review in reviews for block in _review_blocks(review, scene, room)),
            *(
                blocks.section(_risk_words(risk, scene, room), accessory=accept_button(deployment, risk))
                for risk in risks[:_SHOWN]
            ),
            *(blocks.context(line) for line in more),
            *_way(deployment, scene),
        ]

    def say(room: int) -> str:
        told = (_review_words(review, scene, room) for review in reviews)
        return "\n".join((first, *told, *(_risk_words(risk, scene, room) for risk in risks[:_SHOWN]), *more))

    return Message(fitting_text(say), fitting_blocks(draw))


def nothing_to_decide(deployment: Deployment, scene: Scene, *, is_newest: bool) -> Message:
    """Take the place of a request that is dealt with, or that a newer message repeats."""
    about = words.link(scene.links.get(deployment.id, ""), words.target(deployment))
    text = f"Nothing in {about} waits for your decision any more."
    if not is_newest:
        text = f"A newer message below says what waits for your decision in {about}."
    return Message(text, [blocks.section(text)])


def condition_due(deployment: Deployment, condition: Condition, reader: UserId, scene: Scene) -> Message:
    """Remind the holder of a condition, or whoever is left once they are gone, or say that it is met."""
    when, holder = words.distance(condition.acceptance.terms.expires, scene.now), condition.acceptance.terms.holder
    first = f"You see to a condition of *{words.target(deployment)}*."
    if reader != holder:
        who = f"{scene.who(holder)} was to see to a condition of *{words.target(deployment)}*"
        first = f"{who}, and their account is deactivated. Please see to it, or find somebody who does."
    ended = condition.acceptance.is_expired(scene.today)
    first = f"{first} The acceptance has expired: {when}." if ended else f"{first} The acceptance ends {when}."
    if condition.is_done:
        first = f"A condition of *{words.target(deployment)}* is met."

    def draw(room: int) -> list[Json]:
        return [
            blocks.section(first),
            condition_block(deployment, condition, scene, room),
            *_way(deployment, scene),
        ]

    return Message(
        fitting_text(lambda room: f"{first}\n{condition_line(condition, scene, room)}"), fitting_blocks(draw)
    )


def _review_blocks(item: OpenItem, scene: Scene, room: int) -> list[Json]:
    ways = [review_button(item.deployment, item.section), changes_button(item.deployment, item.section)]
    if item.lacks_reviewer:
        ways = [reviewers_button(item.deployment, item.section, "Name a reviewer…")]
    return [blocks.section(_review_words(item, scene, room)), blocks.actions(*ways)]


def _review_words(item: OpenItem, scene: Scene, room: int) -> str:
    name = words.section_name(item.section, max(room, 40))
    if item.lacks_reviewer:
        return words.introduced(f"• {name}", needs_words(item.state))
    signed = item.state.signed_off
    who = f"signed off by {scene.who(signed.by, 40)}" if signed else ""
    return words.introduced(f"• {name}", f"{who}, waits for your review")


def _risk_words(risk: Risk, scene: Scene, room: int) -> str:
    asked = blocks.safe(f"{risk.question.ref} {risk.question.prompt}", max(room, 60))
    said = [
        f"{words.mark(risk.question, risk.answer)}, says {scene.who(risk.answer.by, 40)}",
        words.quoted(risk.answer.note, room),
    ]
    return words.introduced(f"• {asked}", words.DOT.join(filter(None, said)))


def _way(deployment: Deployment, scene: Scene) -> list[Json]:
    thread = thread_button(deployment, scene)
    return [blocks.actions(*thread)] if thread else []
