"""Look up who was reminded of what, and why somebody was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deployment import DeploymentId
from bot.domain.errors import NotFound
from bot.domain.people import UserId
from bot.usecases.ports import Work
from bot.usecases.reminder_log import Reminder, Sought


@dataclass(frozen=True, slots=True)
class Entry:
    """The sections of one deployment in one message, and what became of them."""

    first: Reminder
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What was found, the latest first, with names, and when the clock looks at these people next."""

    entries: tuple[Entry, ...]
    names: Mapping[UserId, str]
    targets: Mapping[DeploymentId, str]
    next_looks: Mapping[UserId, datetime]


def review(work: Work, sought: Sought) -> Review:
    """Return the log of reminders. Raises NotFound when nothing in it fits."""
    with work.reading() as tx:
        rows = tx.reminders.search(sought)
        if not rows:
            raise NotFound("No reminder fits. Without --user and --deployment all of them are listed.")
        users = {row.user for row in rows}
        workspaces = {row.workspace for row in rows}
        known = {user: profile for one in workspaces for user, profile in tx.people.find(one, users).items()}
        return Review(
            _gathered(rows),
            {user: profile.person.name for user, profile in known.items()},
            tx.reminders.targets({row.deployment for row in rows}),
            tx.digests.due_of(users) if sought.user else {},
        )


def _gathered(rows: Sequence[Reminder]) -> tuple[Entry, ...]:
    found: dict[tuple[object, ...], list[Reminder]] = {}
    for row in rows:
        alike = (row.posting, row.user, row.deployment, row.cause, row.outcome, row.reason)
        found.setdefault(alike, []).append(row)
    return tuple(Entry(alike[0], tuple(sorted(row.section for row in alike))) for alike in found.values())
