"""One bot of several on the same database, which can be killed at any moment and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.server import PlaygroundServer
from tests.faults.nursery import Nursery, end

QUIET_SECONDS = 4.0
"""Longer than the local Slack ever takes to show what it was sent, as the setting asks for."""
LEASE_SECONDS = 2.0


def settings_for(slack: PlaygroundServer, database_url: str) -> Mapping[str, str]:
    """Return what a bot is told: short leases, so that a death costs the story two seconds."""
    return {
        "slack_api_url": slack.api_url,
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "database_url": database_url,
        "port": "0",
        "delivery_quiet_seconds": str(QUIET_SECONDS),
        "delivery_lease_seconds": str(LEASE_SECONDS),
        "reminder_tick_seconds": "0.5",
        "log_level": "ERROR",
    }


@dataclass(slots=True)
class Replica:
    """A bot that is there or not."""

    nursery: Nursery
    settings: Mapping[str, str]
    pid: int | None = None

    def start(self) -> None:
        if self.pid is None:
            self.pid = self.nursery.start(self.settings)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end and wait until it has. Raises TimeoutError when it does not."""
        self._end(signal.SIGTERM)

    def stand_still(self) -> None:
        """Stop in the middle of whatever it does, as a paused machine would; no lock and no connection is let go."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)

    def _end(self, number: signal.Signals) -> None:
        pid, self.pid = self.pid, None
        if pid is not None:
            end(pid, number)
