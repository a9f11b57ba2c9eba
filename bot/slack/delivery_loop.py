"""The thread that delivers: woken at once by a change, with a slow look as the net."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.domain.people import WorkspaceId
from bot.slack.delivery import WorkspaceDeliverer
from bot.usecases.deliver import release_leases, workspaces_behind
from bot.usecases.ports import Ports

log = structlog.get_logger(__name__)

LONGEST_SLEEP = timedelta(seconds=1)
SHORTEST_SLEEP = timedelta(milliseconds=5)
AFTER_A_BUG = timedelta(seconds=5)

MakeDeliverer = Callable[[WorkspaceId], WorkspaceDeliverer]


@dataclass(slots=True)
class DeliveryLoop:
    """Runs one deliverer per workspace, in turn, until it is stopped."""

    ports: Ports
    holder: str
    make: MakeDeliverer
    woken: threading.Event = field(default_factory=threading.Event)
    stopping: threading.Event = field(default_factory=threading.Event)
    deliverers: dict[WorkspaceId, WorkspaceDeliverer] = field(default_factory=dict)
    thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, name="delivery", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Finish the message in hand, then give the leases up."""
        self.stopping.set()
        self.woken.set()
        if self.thread is not None:
            self.thread.join()
            release_leases(self.ports, self.holder)

    @property
    def is_running(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    @property
    def is_shut_out(self) -> bool:
        """Say whether a workspace that this replica delivers to lets the bot say nothing: a revoked token, say."""
        return any(one.shut_out_until is not None for one in tuple(self.deliverers.values()))

    def run_once(self) -> timedelta:
        """Deliver everything that may go now; return how long to sleep unless woken."""
        sleep = LONGEST_SLEEP
        for workspace in workspaces_behind(self.ports):
            if workspace not in self.deliverers:
                self.deliverers[workspace] = self.make(workspace)
            deliverer = self.deliverers[workspace]
            while not self.stopping.is_set() and deliverer.step():
                pass
            ready_at = deliverer.wait_until()
            if ready_at is not None:
                sleep = min(sleep, max(ready_at - self.ports.clock(), SHORTEST_SLEEP))
        return sleep

    def _run(self) -> None:
        while not self.stopping.is_set():
            self.woken.clear()
            try:
                sleep = self.run_once()
            except Exception:  # the loop outlives any bug or outage
                log.exception("delivery_failed")
                sleep = AFTER_A_BUG
            self.woken.wait(sleep.total_seconds())
