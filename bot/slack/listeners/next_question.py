"""What somebody should do next in a deployment, as a modal."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment
from bot.domain.ownership import OpenItem, as_seen_by, next_for, open_items
from bot.slack.listeners.drafting import filled_in
from bot.slack.listeners.guard import Desk
from bot.slack.listeners.scenes import scene_of
from bot.slack.views.answer_modal import answer_modal, question_page
from bot.slack.views.done_modal import nothing_left, ready_to_sign
from bot.slack.views.ids import NO_SECTION, Mode
from bot.slack.views.reviewing import ready_to_review, reviewers_modal
from bot.slack.views.risks import risks_modal
from bot.usecases.browse import Shown
from bot.usecases.ports import Request


def next_view(desk: Desk, request: Request, shown: Shown, begin: SectionKey = NO_SECTION) -> dict[str, Any]:
    """Return the next question of this person, or a word on what is left when there is none.

    A section to begin with comes first as long as it is open.
    """
    deployment, scene = shown.deployment, scene_of(desk, shown)
    item = _open_item(deployment, begin, request, scene.today) or next_for(
        request.by, deployment, scene.today, request.groups
    )
    if item is None:
        return nothing_left(deployment, scene)
    if item.is_signed:
        lacks = item.lacks_reviewer
        return reviewers_modal(deployment, item.section.key) if lacks else ready_to_review(item, scene)
    if not item.questions and item.risks:
        return risks_modal(item, scene)
    if not item.questions:
        return ready_to_sign(item, scene)
    page = question_page(deployment, item.section.key, item.questions[0].key, Mode.NEXT)
    return answer_modal(filled_in(desk, request, page), scene)


def next_view_after(desk: Desk, request: Request, shown: Shown, answered: SectionKey) -> dict[str, Any]:
    """Return what comes after an answer: the rest of its section, then whatever is next for this person."""
    item = _open_item(shown.deployment, answered, request, desk.ports.clock().date())
    return next_view(desk, request, shown, answered if item and item.questions else NO_SECTION)


def _open_item(deployment: Deployment, section: SectionKey, request: Request, today: date) -> OpenItem | None:
    """Return a section that this person can go on with; nobody reviews what others are asked to review."""
    found = (item for item in open_items(deployment, today) if item.section.key == section)
    items = (as_seen_by(item, request.by, request.groups) for item in found)
    return next((item for item in items if not item.is_signed or request.by in item.turn), None)
