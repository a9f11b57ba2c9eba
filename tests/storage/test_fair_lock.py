"""The lock that serves whoever waits longest."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from bot.storage.fair_lock import FairLock


def wait_until(holds: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(5000):
        if holds():
            return
        pause.wait(0.001)
    pytest.fail("It did not happen within five seconds.")


def test_threads_are_served_in_the_order_in_which_they_came() -> None:
    """Twenty threads that queue one after the other get their turns in the same order."""
    lock = FairLock()
    served: list[int] = []

    def take(number: int) -> None:
        with lock:
            served.append(number)

    def has_queued(number: int) -> bool:
        return lock.waiting == number + 1

    with ThreadPoolExecutor(20) as threads:
        with lock:
            for number in range(20):
                threads.submit(take, number)
                wait_until(lambda number=number: has_queued(number))  # type: ignore[misc]  # bound at once
        wait_until(lambda: len(served) == 20)
    assert served == list(range(20))


def test_one_thread_holds_it_at_a_time() -> None:
    """Whatever a holder does between reading and writing stays whole."""
    lock = FairLock()
    total = 0

    def add(_: int) -> None:
        nonlocal total
        for _ in range(50):
            with lock:
                before = total
                Event().wait(0)
                total = before + 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(8)))
    assert total == 400


def test_a_turn_ends_with_an_error() -> None:
    """A holder that fails passes the lock on."""
    lock = FairLock()
    with pytest.raises(KeyError), lock:
        raise KeyError
    with lock:
        assert lock.waiting == 0


def test_a_thread_does_not_wait_for_itself() -> None:
    """Taking the lock twice is refused, and the first turn goes on."""
    lock = FairLock()
    with lock:
        with pytest.raises(RuntimeError), lock:
            pass
        assert lock.waiting == 0


def test_an_interrupted_wait_gives_its_place_up() -> None:
    """Ctrl-C in the queue leaves no ticket behind that would get a turn and never end it."""
    lock, may_end, holds = FairLock(), Event(), Event()

    def hold() -> None:
        with lock:
            holds.set()
            may_end.wait(10)

    before = signal.signal(signal.SIGALRM, _interrupt)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(hold)
        holds.wait(10)
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        with pytest.raises(InterruptedError), lock:
            pass
        assert lock.waiting == 0
        may_end.set()
    signal.signal(signal.SIGALRM, before)
    with lock:
        assert lock.waiting == 0


def _interrupt(*_: object) -> None:
    raise InterruptedError
