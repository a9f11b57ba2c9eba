"""Who is to approve a section beside its owner's signature, and whether that is done: the one place that decides it."""

from __future__ import annotations

from bot.domain.checklist import Section
from bot.domain.deployment import Deployment, SectionState
from bot.domain.eyes import barred_by
from bot.domain.people import GroupId, UserId
from bot.domain.policy import Review


def demanded(section: Section, state: SectionState) -> Review:
    """Return who has to approve: what the checklist says, or any reviewer where it says nothing and some are named."""
    is_named = bool(state.reviewers or state.review_groups)
    return Review.ANY if section.review is Review.NONE and is_named else section.review


def is_finished(section: Section, state: SectionState) -> bool:
    """Say whether a section is signed off and approved as far as it has to be. Nobody approves their own signature.

    A group counts as one reviewer.
    """
    if state.signed_off is None:
        return False
    given = {approval.by for approval in state.signed_off.approvals}
    others, groups = set(state.reviewers) - {state.signed_off.by}, set(state.review_groups)
    open_still = groups - _stood_for(state)
    match demanded(section, state):
        case Review.NONE:
            return True
        case Review.ANY:
            return bool(others & given) or open_still != groups
        case Review.ALL:
            return bool(others or groups) and others <= given and not open_still


def awaited(deployment: Deployment, section: Section) -> tuple[UserId, ...]:
    """Return the reviewers who may approve a signed section and have not; empty when somebody has to be named first."""
    state = deployment.sections[section.key]
    if state.signed_off is None or is_finished(section, state):
        return ()
    given = {approval.by for approval in state.signed_off.approvals}
    open_still = [user for user in state.reviewers if user not in given | {state.signed_off.by}]
    return tuple(user for user in open_still if not barred_by(deployment, section, user))


def awaited_groups(section: Section, state: SectionState) -> tuple[GroupId, ...]:
    """Return the groups that are to approve a signed section, and nobody of them has."""
    if state.signed_off is None or is_finished(section, state):
        return ()
    return tuple(group for group in state.review_groups if group not in _stood_for(state))


def reviews_as_member(deployment: Deployment, section: Section, user: UserId, groups: frozenset[GroupId]) -> bool:
    """Say whether somebody in these groups can approve a section for one of them that is waited for."""
    state = deployment.sections[section.key]
    if not groups.intersection(awaited_groups(section, state)):
        return False
    is_signer = state.signed_off is not None and state.signed_off.by == user
    return not is_signer and not barred_by(deployment, section, user)


def lacks_reviewer(deployment: Deployment, section: Section) -> bool:
    """Say whether a section can be approved by nobody who is named, though it has to be."""
    state = deployment.sections[section.key]
    if demanded(section, state) is Review.NONE or is_finished(section, state):
        return False
    if state.signed_off:
        return not (awaited(deployment, section) or awaited_groups(section, state))
    return not (state.reviewers or state.review_groups)


def _stood_for(state: SectionState) -> set[GroupId]:
    approvals = state.signed_off.approvals if state.signed_off else ()
    return {group for approval in approvals for group in approval.groups}
