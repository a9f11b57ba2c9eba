"""What a lead, or at last the thread, is told of sections that stand still. Nobody is mentioned."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem
from bot.domain.people import UserId
from bot.slack.views import blocks, words
from bot.slack.views.blocking import unblock_button
from bot.slack.views.blocks import Json
from bot.slack.views.ids import ActionId, Reference, encode
from bot.slack.views.reminder import thread_button
from bot.slack.views.reviewing import reviewers_button
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs

WHY_UNREACHABLE = {
    "deactivated": "the account is deactivated",
    "user_not_found": "Slack does not know the account any more",
    "user_not_visible": "Slack hides the account from me",
}
_Items = Sequence[OpenItem]


def stands_still(deployment: Deployment, items: _Items, scene: Scene) -> Message:
    """Tell the lead what does not go on although its owners were reminded."""
    about = f"*{words.target(deployment)}* is {words.due_words(deployment.due, scene.now)}"
    name = about if deployment.due else f"*{words.target(deployment)}*"
    return _to_lead(deployment, items, f"{name}: these sections stand still, and their owners were reminded.", scene)


def unassigned(deployment: Deployment, items: _Items, scene: Scene) -> Message:
    """Tell the lead what nobody is reminded of."""
    first = f"*{words.target(deployment)}*: nobody owns these sections yet, so nobody is reminded of them."
    return _to_lead(deployment, items, first, scene)


def unclaimed(deployment: Deployment, items: _Items, scene: Scene) -> Message:
    """Ask the lead about what was given to a group and nobody of it has taken."""
    about = f"*{words.target(deployment)}*{words.DOT}{words.due_words(deployment.due, scene.now)}"
    first = f"{about}\nNobody of the group has claimed these sections yet, so nobody is reminded of them."
    return _to_lead(deployment, items, first, scene)


def unreachable(deployment: Deployment, items: _Items, who_and_why: tuple[UserId, str], scene: Scene) -> Message:
    """Tell the lead, or of the lead somebody else, whose messages do not arrive, and what is left to do."""
    user, code = who_and_why
    why, leads = WHY_UNREACHABLE.get(code, "Slack lets no direct message through"), user == deployment.lead
    name = f"{scene.who(user)}, who leads it" if leads else scene.who(user)
    parts = [
        f"*{words.target(deployment)}*: I cannot write to {name}, because {why}.",
        "Somebody else has to lead it: press Set up on its board." if leads else "",
        "Somebody else has to take these sections over, or you ask them yourself." if items else "",
    ]
    first = " ".join(filter(None, parts))
    return _to_lead(deployment, items, first, scene)


def blocked(deployment: Deployment, item: OpenItem, scene: Scene) -> Message:
    """Tell the lead what somebody waits for, with what they can do about it."""
    said = item.state.blocked

    def say(room: int) -> str:
        why = words.blocked_words(said, scene, room) if said else ""
        name = words.section_name(item.section, max(min(room, 200), 40))
        return f"*{words.target(deployment)}*{words.DOT}{name}\n{why}\nNobody is reminded of it until it is unblocked."

    return Message(
        text=fitting_text(say),
        blocks=fitting_blocks(
            lambda room: [
                blocks.section(say(room)),
                blocks.actions(
                    unblock_button(deployment, item.section), _assign(item), *thread_button(deployment, scene)
                ),
            ]
        ),
    )


def still_blocked(deployment: Deployment, items: _Items, scene: Scene) -> Message:
    """Bring up again what is blocked, or tell a new lead of it."""
    first = f"*{words.target(deployment)}*: these sections are blocked, and nobody is reminded of them."

    def line(item: OpenItem, room: int) -> str:
        why = words.blocked_words(item.state.blocked, scene, room) if item.state.blocked else ""
        return f"• {words.section_name(item.section, max(room, 40))}\n{why}"

    def draw(room: int) -> list[Json]:
        rows = [blocks.section(line(one, room), accessory=unblock_button(deployment, one.section)) for one in items]
        way = thread_button(deployment, scene)
        return [blocks.section(first), *rows, *([blocks.actions(*way)] if way else [])]

    return Message(
        text=fitting_text(lambda room: "\n".join([first, *(line(item, room) for item in items)])),
        blocks=fitting_blocks(draw),
    )


def goes_on(deployment: Deployment, scene: Scene) -> Message:
    """Take the place of what was blocked and no longer is."""
    line = f"*{words.target(deployment)}*: what was blocked here can go on, or needs nothing any more."
    way = thread_button(deployment, scene)
    return Message(text=line, blocks=[blocks.section(line), *([blocks.actions(*way)] if way else [])])


def overdue(deployment: Deployment, items: _Items, scene: Scene) -> Message:
    """Say once in the thread what has stood still for long."""
    name, lead = words.target(deployment), scene.who(deployment.lead)
    first = f"*{name}*: these sections have waited long. The lead is {lead}."

    def lines(room: int) -> list[str]:
        return [first, *(_line(item, scene, room) for item in items)]

    return Message(
        text=fitting_text(lambda room: "\n".join(lines(room))),
        blocks=fitting_blocks(lambda room: paragraphs(lines(room))),
    )


def _to_lead(deployment: Deployment, items: _Items, first: str, scene: Scene) -> Message:
    def draw(room: int) -> list[Json]:
        rows = [blocks.section(_line(item, scene, room), accessory=_assign(item)) for item in items]
        way = thread_button(deployment, scene)
        return [blocks.section(first), *rows, *([blocks.actions(*way)] if way else [])]

    return Message(
        text=fitting_text(lambda room: "\n".join([first, *(_line(item, scene, room) for item in items)])),
        blocks=fitting_blocks(draw),
    )


def _line(item: OpenItem, scene: Scene, room: int) -> str:
    is_passed_on = item.turn != item.state.owners
    others = words.first_names([scene.who(person, 40) for person in item.turn]) if is_passed_on else ""
    owners = others or words.owners(item.state, scene) or "nobody assigned"
    ready = "to be reviewed" if item.is_signed else "ready to sign off"
    open_questions = f"{words.count(len(item.questions), 'question')} open" if item.questions else ready
    return words.introduced(f"• {words.section_name(item.section, max(room, 40))}", f"{owners}, {open_questions}")


def _assign(item: OpenItem) -> Json:
    """Draw the button that finds somebody else."""
    if item.is_signed:
        return reviewers_button(item.deployment, item.section)
    return blocks.button(
        "Assign…",
        ActionId.ASSIGN,
        value=encode(Reference(item.deployment.id, item.section.key)),
        label=f"Assign section {item.section.ref} of {words.flat(item.deployment.target.model, 40)}",
    )
