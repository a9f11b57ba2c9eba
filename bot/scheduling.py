"""APScheduler as a clock and nothing more: what is due is decided by rows, so a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.usecases.clean_up import clean_up
from bot.usecases.groups import read_groups_again
from bot.usecases.identify_files import identify_files
from bot.usecases.ports import Digest, Ports
from bot.usecases.remind import BATCH, send_digest, send_due_digests, set_aside
from bot.usecases.risks import remind_of_conditions

log = structlog.get_logger(__name__)

CLEAN_UP_SECONDS = 3600.0
FILES_SECONDS = 10.0
GROUPS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is done again and again, in every replica, and is safe to do twice at once."""

    name: str
    seconds: float
    run: Callable[[], object]


def ticks_of(ports: Ports, reminder_seconds: float) -> tuple[Tick, ...]:
    """Return everything that the clock does."""
    return (
        Tick("reminders", reminder_seconds, lambda: remind(ports)),
        Tick("conditions", reminder_seconds, lambda: remind_of_conditions(ports)),
        Tick("groups", GROUPS_SECONDS, lambda: read_groups_again(ports)),
        Tick("files", FILES_SECONDS, lambda: identify_files(ports)),
        Tick("clean-up", CLEAN_UP_SECONDS, lambda: clean_up(ports)),
    )


def remind(ports: Ports) -> None:
    """Send the digests that are due; when that fails, one by one, so that one broken row keeps nobody else waiting."""
    try:
        send_due_digests(ports)
    except Exception:  # which row it is shows below
        log.exception("reminders_failed")
        for _ in range(BATCH):
            digest = set_aside(ports)
            if digest is None:
                return
            _send_apart(ports, digest)


def _send_apart(ports: Ports, digest: Digest) -> None:
    try:
        send_digest(ports, digest)
    except Exception:  # tried again in an hour
        log.exception("reminder_failed", workspace=digest.workspace, user=digest.user)


class TickClock:
    """Runs the ticks in memory, one at a time each, skipping what was missed."""

    def __init__(self, ticks: tuple[Tick, ...]) -> None:
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for tick in ticks:
            self._scheduler.add_job(_guarded, "interval", args=[tick], seconds=tick.seconds, id=tick.name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Wait for ticks that are running."""
        self._scheduler.shutdown(wait=True)


def _guarded(tick: Tick) -> None:
    try:
        tick.run()
    except Exception:  # a tick that fails is tried again at the next one
        log.exception("tick_failed", tick=tick.name)
