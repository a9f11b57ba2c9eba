"""Whose turn a section is when it is not its owners': kept as rows, so that the clock finds them without the rules."""

from __future__ import annotations

from datetime import date

from bot.domain.deployment import Deployment
from bot.domain.ownership import whose_turn
from bot.domain.policy import FourEyes, Review
from bot.usecases.ports import Transaction


def pass_turns(tx: Transaction, before: Deployment, after: Deployment, today: date) -> None:
    """Write who goes on with which section in its owners' place, where that can happen at all."""
    if not (_passes(before) or _passes(after)):
        return
    turns = {section: whose_turn(after, section, today) for section in after.checklist.sections}
    states = after.sections
    passed = {
        section.key: turn
        for section, turn in turns.items()
        if turn and (states[section.key].signed_off or turn != states[section.key].owners)
    }
    tx.reminders.pass_turns(after.id, passed)


def _passes(deployment: Deployment) -> bool:
    """Say whether its sections can be somebody else's turn than their owners'."""
    states = deployment.sections.values()
    reviewed = any(section.review is not Review.NONE for section in deployment.checklist.sections)
    barred = deployment.checklist.policy.four_eyes is not FourEyes.NONE
    return reviewed or barred or any(state.reviewers or state.review_groups for state in states)
