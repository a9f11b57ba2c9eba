"""Whose turn it is: between replicas, and between one message that cannot be drawn and all others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.bootstrap import report_file
from bot.domain.checklist import SectionKey
from bot.domain.deployment import Deployment, Target
from bot.domain.errors import NotFound
from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.playground.server import PlaygroundServer
from bot.slack.client import SlackClient
from bot.slack.delivery import WorkspaceDeliverer
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports, Request
from bot.usecases.projection import card_of
from tests.stories import SMALL

WORKSPACE, CHANNEL, PRIYA = WorkspaceId("T0ACMEML01"), ChannelId("C0MLDEPLOY"), UserId("U0PRIYARAM")


@dataclass
class Desk:
    """An open deployment that nothing was posted of yet, with a clock that stands until it is moved."""

    ports: Ports
    slack: SlackClient
    now: list[datetime]
    deployment: Deployment = field(init=False)

    def __post_init__(self) -> None:
        start = Start(Target("churn-model", "v3", "production"), CHANNEL, None, SMALL.key)
        self.deployment = open_for(self.ports, Request("", WORKSPACE, PRIYA, WORKSPACE), start)

    def replica(self, name: str) -> WorkspaceDeliverer:
        return WorkspaceDeliverer(self.ports, self.slack, WORKSPACE, name, report_file)

    def posted(self, section: SectionKey) -> bool:
        with self.ports.work.reading() as tx:
            rows = tx.postings.of_deployment(self.deployment.id)
        return any(row.ts for row in rows if row.address == card_of(self.deployment, section))


@pytest.fixture
def desk(migrated_url: str) -> Iterator[Desk]:
    now, numbers, engine = [datetime.now(UTC)], count(1), create_engine_for(migrated_url)
    with PlaygroundServer() as server:
        slack = SlackClient(server.bot_token, server.api_url, lambda: now[0])
        work = SqlWork(engine, lambda: None)
        yield Desk(Ports(work, lambda: now[0], lambda: f"{next(numbers):016x}", {SMALL.key: SMALL}, slack), slack, now)
    engine.dispose()


def test_a_replica_without_the_lease_does_not_ask_again_at_once(desk: Desk) -> None:
    """While another replica delivers, this one sleeps as if nothing were due instead of asking for the lease."""
    holder, other = desk.replica("one"), desk.replica("two")
    assert holder.step()
    assert not other.step()
    assert holder.wait_until() is not None
    assert other.wait_until() is None


def test_a_replica_takes_over_when_the_lease_has_run_out(desk: Desk) -> None:
    """A holder that died is followed by the next one that looks."""
    holder, other = desk.replica("one"), desk.replica("two")
    assert holder.step()
    desk.now[0] += timedelta(seconds=60)
    assert other.step()


def test_a_message_that_cannot_be_drawn_holds_up_no_other(desk: Desk) -> None:
    """A bug in one card is raised for the log, and the next card is posted all the same."""
    unknown = SectionKey("no such section")
    deliverer = desk.replica("one")
    assert deliverer.step()
    with desk.ports.work.writing() as tx:
        tx.postings.want(card_of(desk.deployment, unknown), at=desk.now[0] - timedelta(hours=1), urgent=True)

    with pytest.raises(NotFound):
        deliver_for(desk, deliverer, steps=1)
    deliver_for(desk, deliverer, steps=2)

    assert desk.posted(SMALL.sections[0].key)


def deliver_for(desk: Desk, deliverer: WorkspaceDeliverer, steps: int) -> None:
    """Let some seconds pass, one message each."""
    for _ in range(steps):
        desk.now[0] += timedelta(seconds=2)
        deliverer.step()
