"""The reminder: one direct message with everything that waits for a person, and what they can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import ActionId, Reference, action, encode
from bot.slack.views.scene import Message, Scene, fits, fitting_blocks, fitting_text

_SHOWN = (15, 12, 9, 7, 5, 3)
"""How many sections stand in one message with buttons of their own: as many as fit."""
_Group = tuple[Deployment, tuple[OpenItem, ...]]


def reminder(items: tuple[OpenItem, ...], reason: str, scene: Scene) -> Message:
    """Draw what waits for a person; `reason` says why it came, `items` are the person's, most urgent first."""
    drawings = (_reminder(items, shown, reason, scene) for shown in _SHOWN)
    return next((message for message in drawings if fits(message.blocks)), _reminder(items, 1, reason, scene))


def replaced() -> Message:
    """Take the place of a list whose reader has a newer one: no button of it is left."""
    line = "A newer list has replaced this one."
    return Message(text=line, blocks=[blocks.context(line)])


def _reminder(items: tuple[OpenItem, ...], shown: int, reason: str, scene: Scene) -> Message:
    groups, rest = _by_deployment(items[:shown]), len(items) - shown
    more = [f"{words.count(rest, 'more section waits', 'more sections wait')} for you."] if rest > 0 else []

    def draw(room: int) -> list[Json]:
        return [
            blocks.section(safe(reason, 300)),
            *(block for group in groups for block in _drawn(*group, scene, room)),
            *(blocks.context(line) for line in more),
        ]

    def say(room: int) -> str:
        return "\n".join((safe(reason, 300), *(waiting_words(*group, scene, room) for group in groups), *more))

    return Message(text=fitting_text(say), blocks=fitting_blocks(draw))


def waiting_words(deployment: Deployment, mine: Sequence[OpenItem], scene: Scene, room: int) -> str:
    """Name a deployment, when it is due, and what each of the person's sections waits for."""
    unlinked = Scene(scene.names, {}, scene.now)
    return "\n".join((_title(deployment, unlinked, room), *(_line(item, room) for item in mine)))


def buttons_to(deployment: Deployment, scene: Scene, *, has_questions: bool) -> Json:
    """Draw the way on: the next question, and the thread when its link is known."""
    about = words.flat(str(deployment.target), 60)
    following = blocks.button(
        "Answer next question" if has_questions else "See what is next",
        action(ActionId.NEXT, deployment.id),
        value=encode(Reference(deployment.id)),
        style="primary",
        label=f"Go on with {about}",
    )
    return blocks.actions(following, *thread_button(deployment, scene))


def thread_button(deployment: Deployment, scene: Scene) -> list[Json]:
    """Draw the way to the thread, once its address is known."""
    link = scene.links.get(deployment.id, "")
    about = words.flat(str(deployment.target), 60)
    shown = blocks.button("Open thread", action(ActionId.OPEN, deployment.id), url=link, label=f"Open {about}")
    return [shown] if link else []


def _drawn(deployment: Deployment, mine: Sequence[OpenItem], scene: Scene, room: int) -> list[Json]:
    return [
        blocks.section(_title(deployment, scene, room), accessory=_hand_over(deployment)),
        *(blocks.section(_line(item, room), accessory=_solution(item)) for item in mine),
    ]


def _title(deployment: Deployment, scene: Scene, room: int) -> str:
    name = words.link(scene.links.get(deployment.id, ""), words.target(deployment, max(room, 60)))
    return f"*{name}*{words.DOT}{words.due_words(deployment.due, scene.now)}"


def _line(item: OpenItem, room: int) -> str:
    return words.introduced(f"• {words.section_name(item.section, max(room, 40))}", _waits_for(item))


def _waits_for(item: OpenItem) -> str:
    return f"{words.count(len(item.questions), 'question')} open" if item.questions else "ready for your sign-off"


def _solution(item: OpenItem) -> Json:
    """Draw the button that takes a section one step further."""
    reference = Reference(item.deployment.id, item.section.key)
    about = f"section {item.section.ref} of {words.flat(item.deployment.target.model, 40)}"
    text = "Answer next question" if item.questions else "Sign off…"
    return blocks.button(text, ActionId.NEXT, value=encode(reference), label=f"{text.rstrip('…')}, {about}")


def _hand_over(deployment: Deployment) -> Json:
    return blocks.button(
        "Hand over…",
        action(ActionId.HAND_OVER_MINE, deployment.id),
        value=encode(Reference(deployment.id)),
        label=f"Hand over sections of {words.flat(str(deployment.target), 40)}",
    )


def _by_deployment(items: Sequence[OpenItem]) -> list[_Group]:
    found = {item.deployment.id: item.deployment for item in items}
    return [(one, tuple(item for item in items if item.deployment.id == one.id)) for one in found.values()]
