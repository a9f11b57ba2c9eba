"""The reminder: one direct message with everything that waits for a person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import ActionId, Reference, action, encode
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text

DEPLOYMENTS_SHOWN = 8
_SECTIONS_SHOWN = 6


def reminder(items: tuple[OpenItem, ...], reason: str, scene: Scene) -> Message:
    """Draw the digest; `reason` is the sentence that says why it came, `items` are the person's, most urgent first."""
    groups = _by_deployment(items)
    shown, rest = groups[:DEPLOYMENTS_SHOWN], len(groups) - DEPLOYMENTS_SHOWN
    more = [f"{words.count(rest, 'more deployment waits', 'more deployments wait')} for you."] if rest > 0 else []

    def draw(room: int) -> list[Json]:
        return [
            blocks.section(safe(reason, 300)),
            *(
                block
                for deployment, mine in shown
                for block in (
                    blocks.section(waiting_words(deployment, mine, scene, room)),
                    buttons_to(deployment, scene, has_questions=any(item.questions for item in mine)),
                )
            ),
            *(blocks.context(line) for line in more),
        ]

    def say(room: int) -> str:
        return "\n".join((safe(reason, 300), *(waiting_words(*group, scene, room) for group in shown), *more))

    return Message(text=fitting_text(say), blocks=fitting_blocks(draw))


def waiting_words(deployment: Deployment, mine: Sequence[OpenItem], scene: Scene, room: int) -> str:
    """Name a deployment, when it is due, and what each of the person's sections waits for."""
    lines = [
        words.introduced(f"• {words.section_name(item.section, max(room, 40))}", _waits_for(item))
        for item in mine[:_SECTIONS_SHOWN]
    ]
    rest = len(mine) - _SECTIONS_SHOWN
    more = [f"• {words.count(rest, 'more section')}"] if rest > 0 else []
    title = f"*{words.target(deployment, max(room, 60))}*{words.DOT}{words.due_words(deployment.due, scene.now)}"
    return "\n".join((title, *lines, *more))


def buttons_to(deployment: Deployment, scene: Scene, *, has_questions: bool) -> Json:
    """Draw the way on: the next question, and the thread when its link is known."""
    about = words.flat(str(deployment.target), 60)
    link = scene.links.get(deployment.id, "")
    following = blocks.button(
        "Answer next question" if has_questions else "See what is next",
        action(ActionId.NEXT, deployment.id),
        value=encode(Reference(deployment.id)),
        style="primary",
        label=f"Go on with {about}",
    )
    thread = blocks.button("Open thread", action(ActionId.OPEN, deployment.id), url=link, label=f"Open {about}")
    return blocks.actions(following, thread) if link else blocks.actions(following)


def _by_deployment(items: Sequence[OpenItem]) -> list[tuple[Deployment, tuple[OpenItem, ...]]]:
    found = {item.deployment.id: item.deployment for item in items}
    return [(one, tuple(item for item in items if item.deployment.id == one.id)) for one in found.values()]


def _waits_for(item: OpenItem) -> str:
    return f"{words.count(len(item.questions), 'question')} open" if item.questions else "ready for your sign-off"
