"""Two replicas on one database, of which the one that posts falls silent in the middle of a thread."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from sqlalchemy import select

from bot.playground.people import LocalSlack, Person, SeenMessage
from bot.playground.playground import Playground
from bot.slack.pacing import POST
from bot.storage import tables
from bot.storage.engine import create_engine_for
from tests.faults.bot_process import BotProcess

CHANNEL, PLACE, MODEL = "C0MLDEPLOY", "#ml-deployments", "churn-model v3"
LEAD = "Priya Raman"
SECTIONS = 11
_PATIENCE = 120.0
_NEVER = Event()
_IN_HAND = timedelta(seconds=0.3)
"""A message that was under way when the signal came may still arrive."""


@dataclass(slots=True)
class Pair:
    """One of them posts the thread that Priya opened; the other runs beside it."""

    slack: Playground
    people: LocalSlack
    database_url: str
    replicas: tuple[BotProcess, BotProcess]

    @property
    def lead(self) -> Person:
        return self.people.person(LEAD)

    def board(self) -> SeenMessage:
        return self.lead.sees(PLACE, MODEL)

    def posted(self) -> Sequence[datetime]:
        """Return when Slack took each new message of a channel or thread."""
        sent = [entry for entry in self.slack.traffic(POST) if entry["ok"] and entry["request"]["channel"] == CHANNEL]
        return [datetime.fromisoformat(entry["at"]) for entry in sent]

    def roles(self) -> tuple[BotProcess, BotProcess]:
        """Return which one posts, and which one does not."""
        engine = create_engine_for(self.database_url)
        with engine.connect() as connection:
            holder = connection.execute(select(tables.leases.c.holder)).scalar_one()
        engine.dispose()
        one, other = self.replicas
        return (one, other) if f"-{one.pid}-" in holder else (other, one)

    def strikes(self, poster: BotProcess, number: signal.Signals) -> float:
        """Send the one that posts a signal; return the seconds until Slack takes the other's first message."""
        struck = datetime.now(UTC)
        poster.suffers(number)
        while True:
            later = [(at - struck).total_seconds() for at in self.posted() if at > struck + _IN_HAND]
            if later:
                return min(later)
            if datetime.now(UTC) - struck > timedelta(seconds=_PATIENCE):
                raise TimeoutError("nobody took over")
            _NEVER.wait(0.02)

    def finishes(self) -> None:
        """Wait until the board and all cards are there. Raises TimeoutError."""
        self.reaches(1 + SECTIONS)

    def reaches(self, messages: int) -> None:
        """Wait until so many are there. Raises TimeoutError."""
        _wait_until(lambda: len(self.posted()) >= messages, "the thread stays unfinished")

    def said_twice(self) -> list[str]:
        """Return what the channel and its threads say more than once."""
        said = Counter(str(message["text"]).splitlines()[0] for message in self.slack.messages(CHANNEL))
        return [text for text, times in said.items() if times > 1]


@contextmanager
def pair_of_replicas(database_url: str, lease_seconds: float) -> Iterator[Pair]:
    """Start both, and let a part of the thread be posted."""
    with Playground() as slack, LocalSlack(slack.server.url) as people:
        one, other = (BotProcess(slack.server, database_url, lease_seconds) for _ in range(2))
        try:
            one.start()
            other.start()
            # Connecting is the last thing that they do on their way up.
            _wait_until(lambda: len(slack.traffic("apps.connections.open")) > 1, "a replica does not start")
            people.waits_for_app(within=_PATIENCE)
            pair = Pair(slack, people, database_url, (one, other))
            pair.lead.types(PLACE, f"/deploy-check {MODEL}")
            pair.reaches(3)
            yield pair
        finally:
            one.kill()
            other.kill()


def _wait_until(happened: Callable[[], bool], otherwise: str) -> None:
    began = monotonic()
    while not happened():
        if monotonic() - began > _PATIENCE:
            raise TimeoutError(otherwise)
        _NEVER.wait(0.02)
