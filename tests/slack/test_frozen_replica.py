"""A replica that stands still, at whatever moment and for however long, and then goes on as if nothing had been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Engine

from bot.domain.checklist import SectionKey
from bot.playground.playground import Playground
from bot.playground.server import Options
from bot.slack.delivery import DeliveryPolicy, WorkspaceDeliverer
from bot.usecases.ports import Transaction, Work
from bot.usecases.postings import PostingKind
from tests.slack.desk import CHANNEL, Clock, Desk

AIM = SectionKey("aim")
POLICY = DeliveryPolicy()
PAST_THE_LEASE = POLICY.lease + 1
PAST_ALL_LOOKING = POLICY.lease + 2 * POLICY.quiet
MOMENTS = range(1, 21)
"""Before and after each transaction that showing two messages takes."""


@dataclass
class FreezingWork:
    """Transactions of a process that stands still once: right before or right after one of them."""

    work: Work
    moment: int
    meanwhile: Callable[[], None]
    count: int = 0

    def writing(self) -> AbstractContextManager[Transaction]:
        return self._between(self.work.writing)

    def reading(self) -> AbstractContextManager[Transaction]:
        return self._between(self.work.reading)

    @contextmanager
    def _between(self, transaction: Callable[[], AbstractContextManager[Transaction]]) -> Iterator[Transaction]:
        self._pass()
        with transaction() as tx:
            yield tx
        self._pass()

    def _pass(self) -> None:
        self.count += 1
        if self.count == self.moment:
            self.meanwhile()


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    clock = Clock()
    with Playground(Options(clock=clock)) as slack:
        yield Desk(engine, slack, clock)


def others_deliver(desk: Desk, seconds: float) -> None:
    """Let time pass in which another replica delivers whatever it may, and is stopped at the end."""
    other = desk.replica("other")
    for _ in range(8):
        desk.wait(seconds / 8)
        while other.step():
            pass
    with desk.ports.work.writing() as tx:
        tx.leases.release("other")


def frozen_at(desk: Desk, moment: int, meanwhile: Callable[[], None]) -> WorkspaceDeliverer:
    ports = replace(desk.ports, work=FreezingWork(desk.ports.work, moment, meanwhile))
    return WorkspaceDeliverer(ports, desk.client, desk.deliverer.workspace, "frozen", desk.deliverer.reporter)


def works(desk: Desk, replica: WorkspaceDeliverer) -> None:
    for _ in range(3):
        desk.wait(1.1)
        replica.step()


@pytest.mark.parametrize("seconds", [PAST_THE_LEASE, PAST_ALL_LOOKING])
@pytest.mark.parametrize("moment", MOMENTS)
def test_it_says_nothing_twice_when_it_wakes(desk: Desk, moment: int, seconds: float) -> None:
    """Whatever others did of its work meanwhile, it finds out before it speaks, and nothing is missing."""
    works(desk, frozen_at(desk, moment, lambda: others_deliver(desk, seconds)))
    desk.deliver()

    said = Counter(str(message["text"]).splitlines()[0] for message in desk.said())
    assert [text for text, times in said.items() if times > 1] == []
    assert len(said) == 1 + len(desk.postings(PostingKind.CARD))
    assert desk.pending() == []


@pytest.mark.parametrize("moment", MOMENTS[::3])
def test_alone_it_goes_on(desk: Desk, moment: int) -> None:
    """While nobody else delivers, a lease that ran out in the middle of a message is renewed and the message sent."""
    works(desk, frozen_at(desk, moment, lambda: desk.wait(PAST_THE_LEASE)))

    assert len(desk.said()) == 3


@pytest.mark.parametrize("moment", MOMENTS)
def test_its_old_edit_does_not_stay(desk: Desk, moment: int) -> None:
    """An edit that it had drawn before it stood still takes nothing away of what was answered since."""
    desk.deliver()
    desk.wait(60)
    desk.answers(AIM)

    def meanwhile() -> None:
        desk.signs(AIM)
        others_deliver(desk, PAST_THE_LEASE)

    works(desk, frozen_at(desk, moment, meanwhile))
    desk.deliver()
    expect_newest(desk)


def test_an_edit_under_way_when_it_stood_still_does_not_stay(desk: Desk) -> None:
    """When it wakes in the middle of a call, what it says is drawn once more."""
    desk.deliver()
    desk.wait(60)
    desk.answers(AIM)

    def meanwhile() -> None:
        desk.signs(AIM)
        others_deliver(desk, PAST_THE_LEASE)

    desk.client.at_edit = meanwhile
    works(desk, desk.replica("frozen"))
    desk.deliver()
    expect_newest(desk)


def expect_newest(desk: Desk) -> None:
    """Every message carries the revision that is wanted of it, and says that the section is signed off."""
    shown = {message["ts"]: message for message in desk.slack.messages(CHANNEL)}
    rows = desk.postings(PostingKind.CARD) + desk.postings(PostingKind.BOARD)
    assert desk.pending() == []
    assert [row for row in rows if f"{row.id}/{row.wanted}/" not in str(shown[row.ts]["blocks"])] == []
    (card,) = (row for row in rows if row.address.subject == AIM)
    assert "Signed off" in shown[card.ts]["text"]
