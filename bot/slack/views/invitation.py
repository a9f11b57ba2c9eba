"""An invitation: what a group was given, told to each of its members once, with a button to take it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.people import UserId
from bot.slack.views import blocks, words
from bot.slack.views.blocks import Json
from bot.slack.views.ids import ActionId, Reference, encode
from bot.slack.views.reminder import solution, thread_button
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text

_Items = Sequence[OpenItem]


def invitation(deployment: Deployment, items: _Items, reader: UserId, scene: Scene) -> Message:
    """Draw what the reader's groups own and is not signed off; `Claim` stands where nobody has taken it yet."""
    first = _first(deployment, items, scene)

    def draw(room: int) -> list[Json]:
        rows = [blocks.section(_line(item, reader, scene, room), accessory=_way_on(item, reader)) for item in items]
        way = thread_button(deployment, scene)
        return [blocks.section(first), *rows, *([blocks.actions(*way)] if way else [])]

    return Message(
        text=fitting_text(lambda room: "\n".join([first, *(_line(item, reader, scene, room) for item in items)])),
        blocks=fitting_blocks(draw),
    )


def nothing_to_claim(deployment: Deployment, scene: Scene, *, is_newest: bool) -> Message:
    """Take the place of an invitation of which nothing is left, or which a newer one has replaced."""
    said = (
        "nothing that your group was given waits any more." if is_newest else "a newer message has replaced this one."
    )
    line = f"*{words.target(deployment)}*: {said}"
    way = thread_button(deployment, scene)
    return Message(text=line, blocks=[blocks.section(line), *([blocks.actions(*way)] if way else [])])


def _first(deployment: Deployment, items: _Items, scene: Scene) -> str:
    groups = dict.fromkeys(group for item in items for group in item.state.groups)
    # How far away that is would be wrong a day later: the message stands until somebody claims something.
    due = f"due {words.day(deployment.due)}" if deployment.due else "no due date"
    name = f"*{words.target(deployment)}*{words.DOT}{due}"
    if any(not item.state.owners for item in items):
        asked = "Claim a section to take it; whoever is first has it."
    else:
        asked = "All of it is claimed by now."
    return f"{name}\nGiven to {words.groups(tuple(groups), scene)}; you hear of it as a member. {asked}"


def _line(item: OpenItem, reader: UserId, scene: Scene, room: int) -> str:
    left = f"{words.count(len(item.questions), 'question')} open" if item.questions else "ready to sign off"
    others = words.first_names([scene.who(owner, 40) for owner in item.state.owners])
    has_it = "you have it" if reader in item.state.owners else f"claimed by {others}"
    standing = f"{has_it}, {left}" if item.state.owners else f"not claimed yet, {left}"
    return words.introduced(f"• {words.section_name(item.section, max(room, 40))}", standing)


def _way_on(item: OpenItem, reader: UserId) -> Json | None:
    if reader in item.state.owners:
        return solution(item)
    if item.state.owners:
        return None
    return blocks.button(
        "Claim",
        ActionId.CLAIM,
        value=encode(Reference(item.deployment.id, item.section.key)),
        label=f"Claim section {item.section.ref} of {words.flat(item.deployment.target.model, 40)}",
    )
