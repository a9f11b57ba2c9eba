"""Whose turn it is: what is open for a person, and what they should do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.eyes import signers_of
from bot.domain.people import GroupId, UserId
from bot.domain.review import awaited, awaited_groups, is_finished, reviews_as_member
from bot.domain.signoff import Risk, is_complete, open_questions, open_risks


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A section that waits: for answers, then for its `risks` to be dealt with, then for the sign-off, then for review.

    `turn` has those who are to go on with it; `as_member` says that it is its reader, for a group that reviews it.
    """

    deployment: Deployment
    section: Section
    state: SectionState
    questions: tuple[Question, ...]
    risks: tuple[Risk, ...]
    turn: tuple[UserId, ...]
    as_member: bool = False

    @property
    def can_go_on(self) -> bool:
        """Say whether nothing blocks it."""
        return self.state.blocked is None

    @property
    def is_signed(self) -> bool:
        """Say whether it waits for its review: to be approved, or for somebody to be named who can do so."""
        return self.state.signed_off is not None

    @property
    def lacks_reviewer(self) -> bool:
        """Say whether it waits for a reviewer to be named, or for a group, of whom nobody in particular is asked."""
        return self.is_signed and not self.as_member and not awaited(self.deployment, self.section)

    @property
    def waits_for_group(self) -> bool:
        """Say whether anybody of a group that reviews it may approve it."""
        return bool(awaited_groups(self.section, self.state))

    @property
    def urgency(self) -> tuple[date, datetime, str]:
        """Sort key: what is due first comes first, then what was opened first."""
        return (self.deployment.due or date.max, self.deployment.opened_at, self.deployment.id)


def whose_turn(deployment: Deployment, section: Section, today: date) -> tuple[UserId, ...]:
    """Return who is to go on with a section: its owners, who may sign it, who is to review it, or else the lead."""
    state = deployment.sections[section.key]
    if is_finished(section, state):
        return ()
    if state.signed_off:
        return awaited(deployment, section) or (deployment.lead,)
    if not state.owners or not is_complete(section, state, today):
        return state.owners
    able = signers_of(deployment, section)
    return tuple(owner for owner in state.owners if owner in able) or (deployment.lead,)


def open_items(deployment: Deployment, today: date) -> tuple[OpenItem, ...]:
    """Return every section that is not finished yet, in order; none once the deployment is closed."""
    if deployment.status is not DeploymentStatus.OPEN:
        return ()
    return tuple(
        OpenItem(
            deployment,
            section,
            state,
            open_questions(section, state),
            () if state.signed_off else open_risks(section, state, today),
            whose_turn(deployment, section, today),
        )
        for section in deployment.checklist.sections
        if not is_finished(section, state := deployment.sections[section.key])
    )


def in_review(deployment: Deployment) -> tuple[OpenItem, ...]:
    """Return every section that waits for its review."""
    return tuple(item for item in open_items(deployment, date.min) if item.is_signed)


def as_seen_by(item: OpenItem, user: UserId, groups: frozenset[GroupId]) -> OpenItem:
    """Return a section as the turn of somebody in these groups, when they can approve it for one of them."""
    if user in item.turn and not item.lacks_reviewer:
        return item
    is_theirs = reviews_as_member(item.deployment, item.section, user, groups)
    return replace(item, turn=(user,), as_member=True) if is_theirs else item


def open_for(
    user: UserId, deployments: Iterable[Deployment], today: date, groups: frozenset[GroupId] = frozenset()
) -> tuple[OpenItem, ...]:
    """Return what one person still has to do over all these deployments, most urgent first, reviews for groups too."""
    seen = [as_seen_by(item, user, groups) for deployment in deployments for item in open_items(deployment, today)]
    mine = [item for item in seen if user in item.turn]
    return tuple(sorted(mine, key=lambda item: item.urgency))


def owned_by(user: UserId, deployment: Deployment, today: date) -> tuple[OpenItem, ...]:
    """Return the sections that somebody owns and that are not signed off, also those that somebody else has to sign."""
    return tuple(item for item in open_items(deployment, today) if user in item.state.owners and not item.is_signed)


def open_for_groups(groups: frozenset[GroupId], deployments: Iterable[Deployment], today: date) -> tuple[OpenItem, ...]:
    """Return what these groups own and nobody of them has taken yet, most urgent first."""
    free = [
        item
        for deployment in deployments
        for item in open_items(deployment, today)
        if not (item.state.owners or item.is_signed) and groups.intersection(item.state.groups)
    ]
    return tuple(sorted(free, key=lambda item: item.urgency))


def next_for(
    user: UserId, deployment: Deployment, today: date, groups: frozenset[GroupId] = frozenset()
) -> OpenItem | None:
    """Return what this person does next.

    That is to answer, then to sign or review, then what is blocked; then what their `groups` own, then to help.
    """
    items = [as_seen_by(item, user, groups) for item in open_items(deployment, today)]
    mine = sorted((item for item in items if user in item.turn), key=lambda item: not item.can_go_on)
    orphaned = [item for item in items if item.state.is_unowned and not item.is_signed]
    with_questions = [item for item in mine if item.questions and item.can_go_on]
    return next(iter([*with_questions, *mine, *open_for_groups(groups, [deployment], today), *orphaned]), None)


def waiting_people(deployment: Deployment, today: date) -> tuple[UserId, ...]:
    """Return everybody who has something to go on with, each once, in the order of the sections."""
    free = (item for item in open_items(deployment, today) if item.can_go_on)
    return tuple(dict.fromkeys(user for item in free for user in item.turn))
