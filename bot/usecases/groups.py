"""Read the groups of a workspace: when somebody is to pick one, and again and again while one owns something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.appointing import MEMBERS_LIMIT
from bot.domain.people import Group, GroupId, UserId, WorkspaceId
from bot.domain.permissions import Action, require_colleague
from bot.usecases.change import act_of
from bot.usecases.group_book import GroupsUnread
from bot.usecases.ports import Ports, Request

GROUPS_AGE = timedelta(minutes=5)
"""How long it is trusted who is in a group, while Slack answers; somebody who was taken out may act so long."""
OFFER_AGE = timedelta(minutes=1)
"""Likewise where a group is to be picked: Slack takes twenty such questions a minute."""


def groups_of(ports: Ports, workspace: WorkspaceId, user: UserId) -> frozenset[GroupId]:
    """Return the groups that somebody is in, as far as any can own something."""
    with ports.work.reading() as tx:
        return tx.groups.of(workspace, user)


def groups_to_pick(ports: Ports, request: Request) -> tuple[Group, ...]:
    """Return the groups that can own a section, by name: somebody is in them, and not too many."""
    act = act_of(request, ports)
    require_colleague(Action.SEE, act, request.workspace)
    with ports.work.reading() as tx:
        read_at = tx.groups.read_at().get(request.workspace)
    if read_at is None or act.at - read_at >= OFFER_AGE:
        _read(ports, request.workspace)
    with ports.work.reading() as tx:
        known = tx.groups.every(request.workspace)
    return tuple(group for group in known if 0 < len(group.members) <= MEMBERS_LIMIT)


def read_groups_again(ports: Ports) -> int:
    """Read who is in the groups of each workspace where one owns something; return how many were read."""
    now = ports.clock()
    with ports.work.reading() as tx:
        stale = [workspace for workspace, at in tx.groups.read_at().items() if now - at >= GROUPS_AGE]
        used = [workspace for workspace in stale if tx.groups.owning(workspace)]
    return sum(_read(ports, workspace) for workspace in used)


def _read(ports: Ports, workspace: WorkspaceId) -> bool:
    """Keep the groups as they are now; what was known before has to do while Slack does not say."""
    try:
        read = ports.groups_in(workspace)
    except GroupsUnread:
        return False
    with ports.work.writing() as tx:
        tx.groups.replace(workspace, _worth_keeping(read, tx.groups.owning(workspace)), ports.clock())
    return True


def _worth_keeping(read: Sequence[Group], owning: frozenset[GroupId]) -> list[Group]:
    """Leave out who is in a group that is too big to own anything, unless it does."""
    return [
        group if len(group.members) <= MEMBERS_LIMIT or group.id in owning else replace(group, members=frozenset())
        for group in read
    ]
