"""Who is to approve a section beside its owner's signature, and whether that is done: the one place that decides it."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, SectionState
from bot.domain.eyes import barred_by
from bot.domain.people import UserId
from bot.domain.policy import Review


def demanded(section: Section, state: SectionState) -> Review:
    """Return who has to approve: what the checklist says, or any reviewer where it says nothing and some are named."""
    return Review.ANY if section.review is Review.NONE and state.reviewers else section.review


def is_finished(section: Section, state: SectionState) -> bool:
    """Say whether a section is signed off and approved as far as it has to be. Nobody approves their own signature."""
    if state.signed_off is None:
        return False
    given = {approval.by for approval in state.signed_off.approvals}
    others = set(state.reviewers) - {state.signed_off.by}
    match demanded(section, state):
        case Review.NONE:
            return True
        case Review.ANY:
            return bool(others & given)
        case Review.ALL:
            return bool(others) and others <= given


def awaited(deployment: Deployment, section: Section) -> tuple[UserId, ...]:
    """Return the reviewers who may approve a signed section and have not; empty when somebody has to be named first."""
    state = deployment.sections[section.key]
    if state.signed_off is None or is_finished(section, state):
        return ()
    given = {approval.by for approval in state.signed_off.approvals}
    open_still = [user for user in state.reviewers if user not in given | {state.signed_off.by}]
    return tuple(user for user in open_still if not barred_by(deployment, section, user))


def lacks_reviewer(deployment: Deployment, section: Section) -> bool:
    """Say whether a section can be approved by nobody who is named, though it has to be."""
    state = deployment.sections[section.key]
    if demanded(section, state) is Review.NONE or is_finished(section, state):
        return False
    return not awaited(deployment, section) if state.signed_off else not state.reviewers
