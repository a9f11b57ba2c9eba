"""The reminder: one direct message with everything that waits for a person, and what they can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.slack.views import blocks, ids, words
from bot.slack.views.blocks import Json, safe
from bot.slack.views.ids import ActionId, Reference, action, encode
from bot.slack.views.reviewing import review_button, reviewers_button
from bot.slack.views.scene import Message, Scene, fits, fitting_blocks, fitting_text, paragraphs

_SHOWN = (15, 12, 9, 7, 5, 3)
"""How many sections stand in one message with buttons of their own: as many as fit."""
_NAMED = 25
"""How many further deployments are named, each with the way to its thread."""
_Group = tuple[Deployment, tuple[OpenItem, ...]]


def reminder(items: tuple[OpenItem, ...], reason: str, scene: Scene, below: Sequence[Json] = ()) -> Message:
    """Draw what waits for a person; `reason` says why it came, `items` are the person's, most urgent first.

    `below` are the blocks at its foot, which stay however much there is above.
    """
    drawn = (_reminder(items, shown, reason, scene) for shown in _SHOWN)
    messages = (Message(one.text, [*one.blocks, *below]) for one in drawn)
    last = _reminder(items, 1, reason, scene)
    return next((one for one in messages if fits(one.blocks)), Message(last.text, [*last.blocks, *below]))


def replaced() -> Message:
    """Take the place of a list whose reader has a newer one: no button of it is left."""
    line = "A newer list has replaced this one."
    return Message(text=line, blocks=[blocks.context(line)])


def emptied() -> Message:
    """Take the place of a list of which nothing is left, say because its only deployment was muted."""
    line = "Nothing in this list waits for you any more."
    return Message(text=line, blocks=[blocks.context(line)])


def _reminder(items: tuple[OpenItem, ...], shown: int, reason: str, scene: Scene) -> Message:
    groups, rest = _by_deployment(items[:shown]), _by_deployment(items[shown:])
    waits = words.count(len(items) - shown, "more section waits", "more sections wait")
    more = [f"{waits} for you:" if len(rest) <= _NAMED else f"{waits} for you, the first in:"] if rest else []

    def draw(room: int) -> list[Json]:
        return [
            blocks.section(safe(reason, 300)),
            *(block for group in groups for block in _drawn(*group, scene, room)),
            *paragraphs([*more, *(_named(*group, scene, room) for group in rest[:_NAMED])]),
        ]

    def named(room: int) -> list[str]:
        return [_named(*group, unlinked(scene), room) for group in rest[:_NAMED]]

    def say(room: int) -> str:
        return "\n".join(
            (safe(reason, 300), *(waiting_words(*group, scene, room) for group in groups), *more, *named(room))
        )

    return Message(text=fitting_text(say), blocks=fitting_blocks(draw))


def waiting_words(deployment: Deployment, mine: Sequence[OpenItem], scene: Scene, room: int) -> str:
    """Name a deployment, when it is due, and what each of the person's sections waits for."""
    return "\n".join((_title(deployment, unlinked(scene), room), *(_line(item, room) for item in mine)))


def unlinked(scene: Scene) -> Scene:
    return replace(scene, links={})


def _named(deployment: Deployment, mine: Sequence[OpenItem], scene: Scene, room: int) -> str:
    """Name a deployment that has no room for its buttons; its link leads to where they are."""
    return f"• {_title(deployment, scene, min(room, 60))}: {words.count(len(mine), 'section')}"


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
        blocks.section(_title(deployment, scene, room), accessory=_menu(deployment)),
        *(blocks.section(_line(item, room), accessory=solution(item)) for item in mine),
    ]


def _title(deployment: Deployment, scene: Scene, room: int) -> str:
    name = words.link(scene.links.get(deployment.id, ""), words.target(deployment, max(room, 60)))
    return f"*{name}*{words.DOT}{words.due_words(deployment.due, scene.now)}"


def _line(item: OpenItem, room: int) -> str:
    return words.introduced(f"• {words.section_name(item.section, max(room, 40))}", _waits_for(item))


def _waits_for(item: OpenItem) -> str:
    waits = _needs(item)
    if item.state.groups and not (item.state.owners or item.is_signed):
        return f"for your group, not claimed yet, {waits}"
    return waits if item.can_go_on else f"blocked, {waits}"


def _needs(item: OpenItem) -> str:
    if item.lacks_reviewer and item.waits_for_group:
        return "waits for a group to review it; ask one of them, or name a reviewer"
    if item.is_signed:
        return "needs a reviewer, whom you can name" if item.lacks_reviewer else "signed off, waits for your review"
    if item.questions:
        return f"{words.count(len(item.questions), 'question')} open"
    risks = len(item.risks)
    return f"{words.count(risks, 'risk')} to fix or have accepted" if risks else "ready for your sign-off"


def solution(item: OpenItem) -> Json:
    """Draw the button that takes a section one step further."""
    if item.is_signed:
        draw = reviewers_button if item.lacks_reviewer else review_button
        return draw(item.deployment, item.section)
    reference = Reference(item.deployment.id, item.section.key)
    about = f"section {item.section.ref} of {words.flat(item.deployment.target.model, 40)}"
    ready = "See its risks…" if item.risks else "Sign off…"
    text = "Answer next question" if item.questions else ready
    return blocks.button(text, ActionId.NEXT, value=encode(reference), label=f"{text.rstrip('…')}, {about}")


def _menu(deployment: Deployment) -> Json:
    """Draw what somebody can do about all of their sections of a deployment."""
    choices = (("I am blocked…", ids.BLOCK), ("Hand over…", ids.HAND_OVER), ("Mute this deployment", ids.MUTE))
    items = [blocks.option(text, encode(Reference(deployment.id, choice=choice))) for text, choice in choices]
    return blocks.overflow(action(ActionId.ON_MINE, deployment.id), items)


def _by_deployment(items: Sequence[OpenItem]) -> list[_Group]:
    found = {item.deployment.id: item.deployment for item in items}
    return [(one, tuple(item for item in items if item.deployment.id == one.id)) for one in found.values()]
