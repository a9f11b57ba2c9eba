"""Hand a section over right on its card: pick who takes it, and say yes."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.ids import ActionId, Reference, action, encode


def hand_over_picker(deployment: Deployment, section: Section) -> Json:
    """Draw the list of people; Slack asks before anything happens, so a slip of the finger hands nothing over.

    Its action_id carries the revision: with the same one Slack would go on showing whom somebody picked before.
    """
    about = Reference(deployment.id, section.key, seen=deployment.sections[section.key].revision)
    asked = blocks.confirm(
        f"Hand section {section.ref} over?",
        "Whoever you picked takes it over and is told. The answers stay as they are.",
        "Hand over",
        "Not yet",
    )
    action_id = action(ActionId.HAND_OVER, encode(about))
    return blocks.users_select(action_id, placeholder=f"Hand {section.ref} over to…", confirm=asked)
