"""The bot as a process of its own, which can be killed at any moment and started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.server import PlaygroundServer

_RUN = [sys.executable, "-c", "from bot.cli import main; main()", "run"]


@dataclass(slots=True)
class BotProcess:
    """`deploy-check run` against a local Slack and one database."""

    slack: PlaygroundServer
    database_url: str
    lease_seconds: float = 2.0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(_RUN, env=self.environment())  # noqa: S603 - our own program

    def environment(self) -> Mapping[str, str]:
        return os.environ | {
            "SLACK_API_URL": self.slack.api_url,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "DATABASE_URL": self.database_url,
            "PORT": "0",
            "DELIVERY_QUIET_SECONDS": "2",
            "DELIVERY_LEASE_SECONDS": str(self.lease_seconds),
            "LOG_LEVEL": "WARNING",
        }

    def refuses(self) -> tuple[int, str]:
        """Start it where it cannot run, and return its exit status and all that it says."""
        done = subprocess.run(  # noqa: S603 - our own program
            _RUN, env=self.environment(), capture_output=True, text=True, timeout=30, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def suffers(self, number: signal.Signals) -> None:
        """Send it a signal, and do not wait for what becomes of it."""
        if self.process is not None:
            self.process.send_signal(number)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit status; it has ten seconds."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)


@dataclass(slots=True)
class Killer:
    """Kills the bot at seeded random moments and starts it again, from a thread of its own."""

    bot: BotProcess
    times: int
    chance: random.Random
    kills: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    called_off: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def start(self) -> None:
        self.thread = threading.Thread(target=self._run, name="killer", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Kill no more; the bot runs when this returns."""
        self.called_off.set()
        if self.thread is not None:
            self.thread.join()

    def _run(self) -> None:
        # Starting takes about a second, so some kills meet it on its way up and most in the middle of its work.
        while self.kills < self.times and not self.called_off.wait(self.chance.uniform(0.5, 3.0)):
            self.bot.kill()
            self.kills += 1
            self.called_off.wait(self.chance.uniform(0.0, 0.3))
            self.bot.start()
        self.ended.set()
