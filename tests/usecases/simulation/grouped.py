"""The groups of the model: who is in them, and what becomes of a section that one of them owns."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.domain.checklist import SectionKey
from bot.domain.people import Group, GroupId, UserId
from tests.stories import ANA, BEN, PRIYA

if TYPE_CHECKING:
    from tests.usecases.simulation.model import Life
    from tests.usecases.simulation.part import Part

AUDIT, LEADS = GroupId("SAUDIT"), GroupId("SLEADS")
GROUPS = (
    Group(AUDIT, "Model risk", frozenset({ANA, BEN, UserId("UGUEST")})),
    Group(LEADS, "Leads", frozenset({PRIYA, ANA})),
)


def groups_of(user: UserId) -> frozenset[GroupId]:
    return frozenset(group.id for group in GROUPS if user in group.members)


def members_of(groups: Collection[GroupId]) -> set[UserId]:
    return {user for group in GROUPS if group.id in groups for user in group.members}


def taken(part: Part, by: UserId) -> tuple[UserId, ...]:
    """Return who owns a section once somebody has worked in it."""
    is_for_others = bool(part.groups) and not groups_of(by) & set(part.groups)
    return part.owners or (() if is_for_others else (by,))


def give_to_groups(part: Part, groups: tuple[GroupId, ...] | None, by: UserId, serial: int) -> None:
    """Let groups own it, or leave them as they are."""
    groups = part.groups if groups is None else tuple(dict.fromkeys(groups))
    if groups == part.groups:
        return
    if set(groups) - set(part.groups):
        part.void(by, serial)
    part.groups, part.serial = groups, serial


def invited(before: Life | None, after: Life, by: UserId) -> set[UserId]:
    """Return the members who are told of what their groups own from now on."""
    return {user for key in after.parts for user in _invited_to(key, before, after) if user != by}


def _invited_to(key: SectionKey, before: Life | None, after: Life) -> set[UserId]:
    part = after.parts[key]
    fresh = set(part.groups) - set(before.parts[key].groups if before else ())
    if part.signed_by or after.status != "open":
        return set()
    return {user for group in GROUPS if group.id in fresh for user in group.members} - set(part.owners)


def invitations_differ(before: Life, after: Life) -> bool:
    """Say whether what members were told is not as it was."""
    was, now = (
        {(key, part.owners, part.groups, bool(part.signed_by)) for key, part in life.parts.items() if part.groups}
        for life in (before, after)
    )
    return was != now or before.status != after.status
