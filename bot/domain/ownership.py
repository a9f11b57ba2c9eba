"""Whose turn it is: what is open for a person, and what they should do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.checklist import Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus, SectionState
from bot.domain.people import UserId
from bot.domain.signoff import Risk, open_questions, open_risks


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A section that waits for its owner: for answers, then for its `risks` to be dealt with, then for the sign-off."""

    deployment: Deployment
    section: Section
    state: SectionState
    questions: tuple[Question, ...]
    risks: tuple[Risk, ...]

    @property
    def can_go_on(self) -> bool:
        """Say whether nothing blocks it."""
        return self.state.blocked is None

    @property
    def urgency(self) -> tuple[date, datetime, str]:
        """Sort key: what is due first comes first, then what was opened first."""
        return (self.deployment.due or date.max, self.deployment.opened_at, self.deployment.id)


def open_items(deployment: Deployment, today: date) -> tuple[OpenItem, ...]:
    """Return every section that is not signed off yet, in order; none once the deployment is closed."""
    if deployment.status is not DeploymentStatus.OPEN:
        return ()
    return tuple(
        OpenItem(deployment, section, state, open_questions(section, state), open_risks(section, state, today))
        for section in deployment.checklist.sections
        if not (state := deployment.sections[section.key]).signed_off
    )


def open_for(user: UserId, deployments: Iterable[Deployment], today: date) -> tuple[OpenItem, ...]:
    """Return what one person still has to do over all these deployments, most urgent first."""
    mine = [item for deployment in deployments for item in open_items(deployment, today) if user in item.state.owners]
    return tuple(sorted(mine, key=lambda item: item.urgency))


def next_for(user: UserId, deployment: Deployment, today: date) -> OpenItem | None:
    """Return what this person should do next: answer, then sign off, then what is blocked, then help elsewhere."""
    items = open_items(deployment, today)
    mine = sorted((item for item in items if user in item.state.owners), key=lambda item: not item.can_go_on)
    orphaned = [item for item in items if not item.state.owners]
    with_questions = [item for item in mine if item.questions and item.can_go_on]
    return next(iter([*with_questions, *mine, *orphaned]), None)


def waiting_owners(deployment: Deployment, today: date) -> tuple[UserId, ...]:
    """Return everybody who has something to go on with, each once, in the order of the sections."""
    free = (item for item in open_items(deployment, today) if item.can_go_on)
    return tuple(dict.fromkeys(owner for item in free for owner in item.state.owners))
