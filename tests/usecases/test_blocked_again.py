"""What is blocked is not forgotten: the lead hears of it again, and so does a new one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.deployment import DeploymentId, Target
from bot.domain.rhythm import Cause
from bot.usecases.assign import Assignment, SetUp, assign, set_up
from bot.usecases.block import block, unblock
from bot.usecases.deliver import Material, material_for
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import PostingKind
from bot.usecases.remind import send_due_digests
from tests.stories import ANA, BEN, CHANNEL, PRIYA, USE
from tests.usecases.conftest import World

WEDNESDAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def deployment(ports: Ports, world: World) -> DeploymentId:
    """Open a deployment of Priya's in which Ben owns a section."""
    world.now = WEDNESDAY
    opened = open_for(ports, world.request(), Start(Target("churn-model", "v3", "production"), CHANNEL))
    assign(ports, world.request(), Assignment(opened.id, USE, (BEN, PRIYA)))
    return opened.id


def brought_up(ports: Ports) -> list[Material]:
    with ports.work.reading() as tx:
        rows = [row for row in tx.postings.pending() if row.address.subject == Cause.STILL_BLOCKED]
    assert all(row.address.kind is PostingKind.ESCALATION for row in rows)
    return [material_for(ports, row) for row in rows]


def days_told(ports: Ports, world: World, days: int) -> list[int]:
    """Let days pass hour by hour; return on which days of March the lead hears of it."""
    found = []
    for _ in range(days * 24):
        before = len(brought_up(ports))
        world.now += timedelta(hours=1)
        send_due_digests(ports)
        found += [world.now.day] * (len(brought_up(ports)) - before)
    return found


def test_a_lead_hears_again_after_three_working_days(ports: Ports, world: World, deployment: DeploymentId) -> None:
    """And after three more, until it goes on: then the message says nothing any more, and no new one comes."""
    block(ports, world.request(BEN), deployment, USE, reason="The cluster is down.")
    assert days_told(ports, world, 9) == [9, 12]
    (first, _) = brought_up(ports)
    assert (first.posting.address.user, [item.section.key for item in first.items]) == (PRIYA, [USE])
    unblock(ports, world.request(BEN), deployment, USE)
    assert days_told(ports, world, 6) == []
    assert [material.items for material in brought_up(ports)] == [(), ()]


def test_a_lead_who_is_blocked_is_asked_whether_they_still_are(
    ports: Ports, world: World, deployment: DeploymentId
) -> None:
    """They were told nothing when they said it, since they knew."""
    block(ports, world.request(PRIYA), deployment, USE, reason="Legal has not answered.")
    assert days_told(ports, world, 5) == [9]


def test_a_new_lead_hears_of_it_on_their_next_working_day(ports: Ports, world: World, deployment: DeploymentId) -> None:
    """The one before was told; the new one learns of it from nobody else. Then they hear again like any lead."""
    block(ports, world.request(BEN), deployment, USE, reason="The cluster is down.")
    world.now += timedelta(hours=5)
    set_up(ports, world.request(), deployment, SetUp(ANA, None, {}))
    assert days_told(ports, world, 6) == [5, 10]
    assert {material.posting.address.user for material in brought_up(ports)} == {ANA}
