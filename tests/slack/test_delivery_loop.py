"""The thread that delivers: how long it sleeps, that it outlives a bug, and that it leaves in order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain.people import WorkspaceId
from bot.slack.delivery import WorkspaceDeliverer
from bot.slack.delivery_loop import LONGEST_SLEEP, DeliveryLoop
from tests.slack.desk import Desk
from tests.stories import SMALL

PATIENCE = 10


@pytest.fixture
def loop(desk: Desk) -> Iterator[DeliveryLoop]:
    loop = DeliveryLoop(desk.ports, "one", lambda _workspace: desk.replica("one"))
    yield loop
    loop.stop()


def test_it_delivers_what_may_go_and_sleeps_until_more_may(desk: Desk, loop: DeliveryLoop) -> None:
    """After the board the first card has to wait a second, and so does the loop."""
    assert loop.run_once() == timedelta(seconds=1)
    assert len(desk.said()) == 1


def test_it_keeps_its_count_of_what_it_sent(desk: Desk, loop: DeliveryLoop) -> None:
    """Slack's limits hold over rounds: waking it early posts nothing early."""
    loop.run_once()
    desk.wait(0.4)

    assert loop.run_once() == timedelta(seconds=0.6)
    assert len(desk.said()) == 1


def test_rounds_deliver_everything(desk: Desk, loop: DeliveryLoop) -> None:
    """Sleeping as long as each round says brings the whole thread, and then the slow look remains."""
    for _ in range(10):
        desk.clock.now += loop.run_once()

    assert len(desk.said()) == 1 + len(SMALL.sections)
    assert loop.run_once() == LONGEST_SLEEP


def test_it_sleeps_while_another_replica_delivers(desk: Desk, loop: DeliveryLoop) -> None:
    """Without the lease there is nothing to hurry for."""
    assert desk.replica("other").step()
    desk.wait(0.4)

    assert loop.run_once() == LONGEST_SLEEP


def test_stopping_lets_another_replica_go_on_at_once(desk: Desk, loop: DeliveryLoop) -> None:
    """A restart does not leave a workspace silent until the lease has run out."""
    sent = threading.Event()
    desk.client.after = sent.set
    loop.start()
    assert sent.wait(PATIENCE)
    loop.stop()
    desk.wait(1)

    assert not loop.is_running
    assert desk.replica("other").step()


def test_it_outlives_a_bug(desk: Desk) -> None:
    """Whatever goes wrong in one round is logged, and the next round comes when something wakes it."""
    tried, sent = threading.Event(), threading.Event()
    desk.client.after = sent.set

    def make(_workspace: WorkspaceId) -> WorkspaceDeliverer:
        if not tried.is_set():
            tried.set()
            raise RuntimeError("a bug")
        return desk.replica("one")

    loop = DeliveryLoop(desk.ports, "one", make)
    loop.start()
    try:
        assert tried.wait(PATIENCE)
        for _ in range(200):
            loop.woken.set()
            if sent.wait(0.05):
                break
    finally:
        loop.stop()
    assert len(desk.said()) == 1
