"""Groups and their members as rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.appointing import appoint
from bot.domain.people import Appointed, Group, GroupId, UserId, WorkspaceId
from bot.storage.work import SqlWork
from tests.stories import ANA, AUDIT, BEN, CHEN, GROUPS, LEADS, PRIYA, RELEASE, USE, WORKSPACE, act, opened

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
ELSEWHERE = WorkspaceId("T2")


def test_who_is_in_which_group_is_found_again(work: SqlWork) -> None:
    """What was read is kept per workspace, and each person's groups are known."""
    with work.writing() as tx:
        tx.groups.replace(WORKSPACE, GROUPS, AT)
    with work.reading() as tx:
        assert tx.groups.every(WORKSPACE) == sorted(GROUPS, key=lambda group: group.name)
        assert tx.groups.find(WORKSPACE, [AUDIT]) == {AUDIT: GROUPS[0]}
        assert tx.groups.of(WORKSPACE, ANA) == {AUDIT, LEADS}
        assert tx.groups.of(WORKSPACE, BEN) == tx.groups.of(ELSEWHERE, ANA) == frozenset()
        assert tx.groups.read_at() == {WORKSPACE: AT}
        assert tx.groups.find(WORKSPACE, []) == {}


def test_what_slack_says_now_takes_the_place_of_what_it_said(work: SqlWork) -> None:
    """Members come and go; a group that is gone keeps its name, which old cards show, and nobody is in it."""
    with work.writing() as tx:
        tx.groups.replace(WORKSPACE, GROUPS, AT)
        tx.groups.replace(WORKSPACE, [Group(AUDIT, "Auditors", frozenset({BEN, CHEN}))], LATER)
    with work.reading() as tx:
        assert tx.groups.find(WORKSPACE, [AUDIT, LEADS]) == {
            AUDIT: Group(AUDIT, "Auditors", frozenset({BEN, CHEN})),
            LEADS: Group(LEADS, GROUPS[1].name),
        }
        assert tx.groups.of(WORKSPACE, ANA) == tx.groups.of(WORKSPACE, PRIYA) == frozenset()
        assert tx.groups.read_at() == {WORKSPACE: LATER}


def test_many_people_are_kept_in_one_go(work: SqlWork) -> None:
    """A group of a whole company takes as few statements as a small one."""
    everybody = frozenset(UserId(f"U{number}") for number in range(2000))
    with work.writing() as tx:
        tx.groups.replace(WORKSPACE, [Group(AUDIT, "All", everybody)], AT)
        tx.groups.replace(WORKSPACE, [Group(AUDIT, "All")], AT)
    with work.reading() as tx:
        assert tx.groups.find(WORKSPACE, [AUDIT])[AUDIT].members == frozenset()


def test_a_deployment_keeps_its_groups_in_order(work: SqlWork) -> None:
    """Given at the opening or later, they are read back as they were given, and found by those who are in one."""
    deployment = appoint(opened(), USE, Appointed((), (LEADS, AUDIT)), act())[0]
    with work.writing() as tx:
        tx.deployments.add(deployment, ())
    with work.writing() as tx:
        stored = tx.deployments.get(deployment.id)
        assert stored.section(USE).groups == (LEADS, AUDIT)
        after, events = appoint(stored, RELEASE, Appointed((BEN,), (AUDIT,)), act())
        after, more = appoint(after, USE, Appointed((), (AUDIT,)), act())
        tx.deployments.save(stored, after, (*events, *more))
    with work.reading() as tx:
        assert tx.deployments.get(deployment.id).sections == after.sections
        assert [one.id for one in tx.deployments.open_for_groups(WORKSPACE, [AUDIT])] == [deployment.id]
        assert tx.deployments.open_for_groups(WORKSPACE, [LEADS, GroupId("SNONE")]) == []
        assert tx.deployments.open_for_groups(WORKSPACE, []) == []
        assert tx.groups.owning(WORKSPACE) == {AUDIT}
        assert tx.groups.owning(ELSEWHERE) == frozenset()
