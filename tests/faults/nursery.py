"""Bots that start in a blink: a process that has imported the bot forks one whenever it is asked to.

A start pays about a second for imports, which a thousand kills would pay a thousand times. The nursery itself opens
no engine and runs no thread, so that a fork is safe.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from bot.bootstrap import Bot, configure_logging
from bot.settings import read_settings
from tests.faults.shared_clock import SharedClock

_MODULE = "tests.faults.nursery"
_LONGEST_STOP = 15.0


class Nursery:
    """Starts bots; every one that is left is ended with it."""

    def __init__(self, clock_file: Path) -> None:
        self._clock_file = clock_file
        self._lock = threading.Lock()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", _MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, environment: Mapping[str, str]) -> int:
        """Fork a bot with these settings and return its process id."""
        wish = {"settings": dict(environment), "clock": str(self._clock_file)}
        with self._lock:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(wish) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the nursery; bots that live on are the caller's to end first."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()


def end(pid: int, number: signal.Signals) -> None:
    """Send a signal and wait until the process is gone; it need not be a child of ours. Raises TimeoutError."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(handle, number)
        gone, _, _ = select.select([handle], [], [], _LONGEST_STOP)
        if not gone:
            raise TimeoutError(f"the bot {pid} did not end within {_LONGEST_STOP:g} s of {number.name}")
    finally:
        os.close(handle)


def is_alive(pid: int) -> bool:
    """Say whether the process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    """Fork a bot for each line that comes in, and answer with its process id."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead; whoever waits for one has a pidfd
    for line in sys.stdin:
        wish = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _live(wish["settings"], Path(wish["clock"]))
        print(pid, flush=True)  # noqa: T201 - the protocol


def _live(settings: Mapping[str, str], clock_file: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Whoever runs the nursery hears of its end by its pipes; a bot must not hold them open.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    random.seed()
    status = 1
    try:
        _run(settings, clock_file)
        status = 0
    finally:
        os._exit(status)


def _run(given: Mapping[str, str], clock_file: Path) -> None:
    """Do what `deploy-check run` does, on the clock of the test."""
    settings = read_settings(**given)
    configure_logging(settings.log_level, settings.log_format)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    bot = Bot(settings, SharedClock(clock_file))
    bot.start()
    stopped.wait()
    bot.stop()


if __name__ == "__main__":
    main()
