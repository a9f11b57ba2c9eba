"""One reminder that cannot be counted keeps nobody else from theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, update

from bot.domain.deployment import Target
from bot.domain.people import UserId
from bot.domain.worktime import Preferences
from bot.scheduling import remind
from bot.storage import tables
from bot.usecases.assign import Assignment, assign
from bot.usecases.open_deployment import Start, open_for
from bot.usecases.ports import Ports
from bot.usecases.postings import PostingKind
from bot.usecases.prefer import set_preferences
from tests.stories import ANA, BEN, CHANNEL, CHEN, USE
from tests.usecases.conftest import World

FRIDAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def reminded(ports: Ports) -> set[UserId | None]:
    with ports.work.reading() as tx:
        return {row.address.user for row in tx.postings.pending() if row.address.kind is PostingKind.REMINDER}


def due_of(ports: Ports, user: UserId) -> datetime:
    with ports.work.reading() as tx:
        return tx.digests.due_of([user])[user]


def hour_of_ben(engine: Engine, hour: str) -> None:
    with engine.begin() as connection:
        connection.execute(update(tables.preferences).where(tables.preferences.c.user_id == BEN).values(hour=hour))


def test_a_broken_row_waits_alone(engine: Engine, ports: Ports, world: World) -> None:
    """The others of its batch are reminded at once, and it is tried again later, until it works."""
    start = Start(Target("churn-model", "v3", "production"), CHANNEL, date(2026, 3, 6))
    deployment = open_for(ports, world.request(), start)
    assign(ports, world.request(), Assignment(deployment.id, USE, (ANA, BEN, CHEN)))
    set_preferences(ports, world.request(BEN), Preferences())
    hour_of_ben(engine, "noonish")
    world.now = FRIDAY

    remind(ports)
    assert reminded(ports) == {ANA, CHEN}
    assert due_of(ports, BEN) == FRIDAY + timedelta(hours=1)
    remind(ports)
    assert reminded(ports) == {ANA, CHEN}

    hour_of_ben(engine, "09:00")
    world.now += timedelta(hours=1)
    remind(ports)
    assert reminded(ports) == {ANA, BEN, CHEN}
