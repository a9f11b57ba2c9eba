"""Use cases on a real database, with a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import Engine

from bot.domain.people import ChannelId, UserId, WorkspaceId
from bot.storage.work import SqlWork
from bot.usecases.ports import ChannelView, Ports, Presence, Request
from tests.stories import NOW, PRIYA, SMALL, WORKSPACE


@dataclass(slots=True)
class World:
    """The outside of the use cases: a moment, ids that count up, and what Slack says of every channel."""

    now: datetime = NOW
    view: ChannelView = field(default_factory=lambda: ChannelView(Presence.THERE))
    ids: int = 0
    requests: int = 0

    def clock(self) -> datetime:
        return self.now

    def new_id(self) -> str:
        self.ids += 1
        return f"{self.ids:016x}"

    def look_at(self, _workspace: WorkspaceId, _channel: ChannelId) -> ChannelView:
        return self.view

    def request(self, by: UserId = PRIYA) -> Request:
        """Return a request that never came before."""
        self.requests += 1
        return Request(f"r{self.requests}", WORKSPACE, by, WORKSPACE)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ports(engine: Engine, world: World) -> Ports:
    checklists = {"ml-deployment": SMALL}
    return Ports(SqlWork(engine, lambda: None), world.clock, world.new_id, checklists, world)
