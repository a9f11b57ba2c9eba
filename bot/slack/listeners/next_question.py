"""What somebody should do next in a deployment, as a modal."""

from __future__ import annotations

from typing import Any

from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem, next_for
from bot.domain.people import UserId
from bot.slack.views.answer_modal import answer_modal, question_page
from bot.slack.views.done_modal import nothing_left, ready_to_sign
from bot.slack.views.ids import Mode
from bot.slack.views.scene import Scene


def next_view(deployment: Deployment, user: UserId, scene: Scene) -> dict[str, Any]:
    """Return the next question of this person, or a word on what is left when there is none."""
    item: OpenItem | None = next_for(user, deployment)
    if item is None:
        return nothing_left(deployment, scene)
    if not item.questions:
        return ready_to_sign(item, scene)
    page = question_page(deployment, item.section.key, item.questions[0].key, Mode.NEXT)
    return answer_modal(page, scene)
