"""Notices: direct messages that come once, because something became somebody's."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment
from bot.domain.scope import asked
from bot.slack.views import words
from bot.slack.views.reminder import buttons_to
from bot.slack.views.scene import Message, Scene, fitting_blocks, fitting_text, paragraphs


def assigned(deployment: Deployment, sections: tuple[Section, ...], scene: Scene) -> Message:
    """Tell somebody which sections became theirs."""
    opened = f"{scene.who(deployment.requester)} opened *{words.target(deployment)}*"
    due = f" It is {words.due_day(deployment.due, scene.now)}." if deployment.due else ""
    first = f"{opened}. The lead is {scene.who(deployment.lead)}.{due} You own:"

    def lines(room: int) -> list[str]:
        return [first, *(_owned(deployment, section, room) for section in sections)]

    return Message(
        text=fitting_text(lambda room: "\n".join(lines(room))),
        blocks=[
            *fitting_blocks(lambda room: paragraphs(lines(room))),
            buttons_to(deployment, scene, has_questions=True),
        ],
    )


def _owned(deployment: Deployment, section: Section, room: int) -> str:
    name = words.section_name(section, max(room, 40))
    return words.introduced(f"• {name}", words.count(len(asked(section, deployment.section(section.key))), "question"))
