"""Two replicas on one database, of which the one that posts falls silent in the middle of a thread."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic

from bot.playground.people import LocalSlack, Person, SeenMessage
from bot.playground.playground import Playground
from bot.slack.pacing import POST
from tests.faults.bot_process import BotProcess

CHANNEL, PLACE, MODEL = "C0MLDEPLOY", "#ml-deployments", "churn-model v3"
LEAD = "Priya Raman"
SECTIONS = 11
_PATIENCE = 60.0
_NEVER = Event()
_IN_HAND = timedelta(seconds=0.3)
"""A message that was under way when the signal came may still arrive."""


@dataclass(slots=True)
class Pair:
    """`first` posts the thread that Priya opened; `second` runs beside it."""

    slack: Playground
    people: LocalSlack
    first: BotProcess
    second: BotProcess

    @property
    def lead(self) -> Person:
        return self.people.person(LEAD)

    def board(self) -> SeenMessage:
        return self.lead.sees(PLACE, MODEL)

    def posted(self) -> Sequence[datetime]:
        """Return when Slack took each new message of a channel or thread."""
        sent = [entry for entry in self.slack.traffic(POST) if entry["ok"] and entry["request"]["channel"] == CHANNEL]
        return [datetime.fromisoformat(entry["at"]) for entry in sent]

    def strikes(self, number: signal.Signals) -> float:
        """Send the one that posts a signal; return the seconds until Slack takes the other's first message."""
        struck = datetime.now(UTC)
        self.first.suffers(number)
        while True:
            later = [(at - struck).total_seconds() for at in self.posted() if at > struck + _IN_HAND]
            if later:
                return min(later)
            if datetime.now(UTC) - struck > timedelta(seconds=_PATIENCE):
                raise TimeoutError("nobody took over")
            _NEVER.wait(0.02)

    def finishes(self) -> None:
        """Wait until the board and all cards are there. Raises TimeoutError."""
        began = monotonic()
        while len(self.posted()) < 1 + SECTIONS:
            if monotonic() - began > _PATIENCE:
                raise TimeoutError("the thread stays unfinished")
            _NEVER.wait(0.1)

    def said_twice(self) -> list[str]:
        """Return what the channel and its threads say more than once."""
        said = Counter(str(message["text"]).splitlines()[0] for message in self.slack.messages(CHANNEL))
        return [text for text, times in said.items() if times > 1]


@contextmanager
def pair_of_replicas(database_url: str, lease_seconds: float) -> Iterator[Pair]:
    """Start both; the first has posted a part of the thread when the second runs too."""
    with Playground() as slack, LocalSlack(slack.server.url) as people:
        pair = Pair(slack, people, *(BotProcess(slack.server, database_url, lease_seconds) for _ in range(2)))
        try:
            pair.first.start()
            people.waits_for_app(within=20)
            pair.lead.types(PLACE, f"/deploy-check {MODEL}")
            pair.board()
            pair.second.start()
            _wait_for_links(slack, 2)
            yield pair
        finally:
            pair.first.kill()
            pair.second.kill()


def _wait_for_links(slack: Playground, links: int) -> None:
    """Wait until so many bots have asked to be connected, which is the last thing that they do on their way up."""
    began = monotonic()
    while len(slack.traffic("apps.connections.open")) < links:
        if monotonic() - began > _PATIENCE:
            raise TimeoutError("the second replica does not start")
        _NEVER.wait(0.02)
