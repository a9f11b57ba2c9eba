"""A lock that serves whoever waits longest; threading.Lock and SQLite's own waiting let a thread starve."""

from __future__ import annotations

import threading
from collections import deque


class FairLock:
    """First come, first served between the threads of one process.

    Raises RuntimeError where a thread would wait for itself.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._holder: int | None = None
        self._queue: deque[_Ticket] = deque()

    def __enter__(self) -> None:
        with self._mutex:
            if self._holder is None:
                self._holder = threading.get_ident()
                return
            if self._holder == threading.get_ident():
                raise RuntimeError("a writing transaction was opened inside another one")
            ticket = _Ticket()
            self._queue.append(ticket)
        try:
            ticket.turn.acquire()
        except BaseException:
            self._leave(ticket)
            raise

    def __exit__(self, *_: object) -> None:
        with self._mutex:
            self._pass_on()

    @property
    def waiting(self) -> int:
        """How many threads queue."""
        with self._mutex:
            return len(self._queue)

    def _pass_on(self) -> None:
        # Handed over directly: a free lock would be taken by whoever happens to run, which is not first come.
        self._holder = None
        if self._queue:
            ticket = self._queue.popleft()
            self._holder = ticket.thread
            ticket.turn.release()

    def _leave(self, ticket: _Ticket) -> None:
        """Give up a ticket of a wait that was interrupted, or the turn that came at the same moment."""
        with self._mutex:
            if ticket in self._queue:
                self._queue.remove(ticket)
            else:
                self._pass_on()


class _Ticket:
    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.turn = threading.Lock()
        self.turn.acquire()
