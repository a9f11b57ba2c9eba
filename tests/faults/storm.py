"""A seeded storm: people live on while bots are killed and started, the database falls, and the clock is moved."""

from __future__ import annotations

import random
import secrets
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import cast

from bot.checklists import load_checklists
from bot.files import shipped
from bot.playground.faults import CallFault, DeliveryFault, FaultPlan
from bot.playground.people import LocalSlack
from bot.playground.playground import Playground
from bot.playground.server import Options
from bot.storage.engine import READS_ONLY, create_engine_for
from bot.storage.work import SqlWork
from bot.usecases.ports import Channels, Ports
from tests.faults.judge import Judge
from tests.faults.ledger import Ledger
from tests.faults.lives import IDLE, IDLE_IDS, PAIRS, Life
from tests.faults.nursery import Nursery
from tests.faults.replica import LEASE_SECONDS, QUIET_SECONDS, Replica, settings_for
from tests.faults.shared_clock import SharedClock
from tests.postgres import DURABLE, PostgresServer, fresh_database, running_postgres

SETTLED_WITHIN = 60.0
"""Seconds after the last fault in which every thread must have come to say what the rows say."""
LULL = 0.15
"""One pause in seven lets the bots work: what is killed every second never sends anything, and so breaks nothing."""
KILLED = "killed"
SHAKY = FaultPlan(
    calls={
        CallFault.SERVER_ERROR: 0.01,
        CallFault.UNAVAILABLE: 0.01,
        CallFault.INTERNAL_ERROR: 0.01,
        CallFault.SILENT_BEFORE: 0.005,
        CallFault.SILENT_AFTER: 0.005,
        CallFault.DROPPED_BEFORE: 0.01,
        CallFault.DROPPED_AFTER: 0.01,
        CallFault.REVOKED: 0.002,
    },
    deliveries={DeliveryFault.DISCONNECTED: 0.01, DeliveryFault.DUPLICATED: 0.02, DeliveryFault.LATE: 0.02},
    latency=0.15,
    slow_latency=0.6,
    silence=3.0,
)
"""One call in fifteen goes wrong. The slowest answers stay well below the seconds that a bot waits before it looks."""
AWAITED = 0.7
"""How often the clock is moved to where somebody is reminded, and not just forward."""
SOME_TIME = 12
"""After so many strikes the clock is moved, so that a short storm has its reminders too."""
MORNINGS = 3
"""So many times the idle are reminded once the storm is over: it must not have silenced the clock."""
CAST = (
    (PAIRS[0], "#ml-deployments", "model-1"),
    (PAIRS[1], "#ml-platform", "model-2"),
    (PAIRS[2], "#ml-deployments", "model-3"),
    (IDLE, "#ml-platform", "idle-model"),
)
"""Who lives where, with what; the last of them do nothing."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a storm brings: how many kills, on which database, with how many bots, and the seed of all chance.

    Slack has its `faults` until the last kill.
    """

    cycles: int
    database: str = "sqlite"
    replicas: int = 1
    seed: int = 1
    faults: FaultPlan = SHAKY


@dataclass(slots=True)
class Outcome:
    """Figures of a storm, and everything that went wrong; a good one has no complaints."""

    seconds: float = 0.0
    settled_after: float = 0.0
    saved: int = 0
    opened: int = 0
    published: int = 0
    reminded: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """A Slack, its bots, their database, and who breaks them."""

    forecast: Forecast
    clock: SharedClock
    slack: Playground
    replicas: list[Replica]
    judge: Judge
    postgres: PostgresServer | None
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)
    since_time_passed: int = 0
    idling: Future[None] | None = None
    expected: list[tuple[str, datetime]] = field(default_factory=list)
    """Who was to be reminded, and when; the clock was moved there."""

    def rage(self, stopping: threading.Event) -> None:
        """Break things until enough bots were killed or somebody cannot go on; all of them run afterwards."""
        pause = threading.Event()
        while self.happened[KILLED] < self.forecast.cycles and not stopping.is_set():
            pause.wait(self._calm())
            self._strike()
            pause.wait(self.chance.uniform(0.0, 0.2))
            for replica in self.replicas:
                replica.start()

    def _calm(self) -> float:
        """Return the seconds until something breaks: mostly before a dead bot's lease is over, at times long after."""
        lull = self.chance.random() < LULL
        return self.chance.uniform(LEASE_SECONDS, 5 * LEASE_SECONDS) if lull else self.chance.uniform(0.1, 1.2)

    def _strike(self) -> None:
        dice = self.chance.random()
        self.since_time_passed += 1
        if dice < 0.04 or self.since_time_passed >= SOME_TIME:
            self._time_passes()
        elif self.postgres and dice < 0.05:
            self._database_falls(self.postgres)
        elif self.postgres and dice < 0.06:
            self._database_freezes(self.postgres)
        elif dice < 0.09:
            self.happened["asked to stop"] += 1
            self.chance.choice(self.replicas).stop()
        elif dice < 0.13:
            self._bot_freezes(self.chance.choice(self.replicas))
        else:
            victims = self.replicas if dice < 0.18 else [self.chance.choice(self.replicas)]
            for victim in victims:
                self.happened[KILLED] += 1
                victim.kill()

    def _time_passes(self) -> None:
        """Move the clock, mostly to when somebody idle is to be reminded; what was due before comes first."""
        self.happened["clock moved"] += 1
        self.since_time_passed = 0
        self.wait_for_the_clock()
        if self.idling and self.idling.done() and self.chance.random() < AWAITED:
            self.morning_comes()
        else:
            self.clock.forward(timedelta(minutes=self.chance.choice((1, 30, 600))))

    def morning_comes(self) -> None:
        """Move the clock to soon after the next time at which somebody idle is to be reminded."""
        now, due = self.clock(), self.judge.due()
        due_at, user = min((at, user) for user, at in due.items() if user in IDLE_IDS and at > now)
        self.expected.append((user, due_at))
        self.clock.forward(due_at - now + timedelta(minutes=self.chance.randrange(1, 120)))

    def wait_for_the_clock(self) -> None:
        """Let the bots look at everybody whose time has come: if no bot runs all day, a list waits until tomorrow."""
        deadline, pause = monotonic() + SETTLED_WITHIN, threading.Event()
        while monotonic() < deadline and any(at <= self.clock() for at in self.judge.due().values()):
            pause.wait(0.25)

    def _bot_freezes(self, replica: Replica) -> None:
        """Let a bot outlive its lease without knowing, but wake before anybody posts again what it was posting."""
        self.happened["stood still"] += 1
        replica.stand_still()
        threading.Event().wait(self.chance.uniform(0.5, QUIET_SECONDS - 0.5))
        replica.go_on()

    def _database_falls(self, postgres: PostgresServer) -> None:
        self.happened["database fell"] += 1
        postgres.crash()
        threading.Event().wait(self.chance.uniform(0.0, 2.0))
        postgres.start()

    def _database_freezes(self, postgres: PostgresServer) -> None:
        self.happened["database stood still"] += 1
        postgres.freeze()
        threading.Event().wait(self.chance.uniform(0.5, 4.0))
        postgres.thaw()


def weather(forecast: Forecast) -> Outcome:
    """Live through a storm and judge what it left."""
    outcome, ledger, stopping = Outcome(), Ledger(), threading.Event()
    began = monotonic()
    with world(forecast) as here, ExitStack() as stack:
        lives = [_life(part, here, ledger, stopping, stack) for part in CAST]
        *busy, idler = lives
        idler.slack.waits_for_app(within=20)
        with ThreadPoolExecutor(len(lives)) as threads:
            running = [threads.submit(life.run) for life in busy]
            here.idling = threads.submit(idler.idle)
            here.rage(stopping)
            here.slack.follow()
            stopping.set()
            outcome.settled_after = settle(here.judge)
            here.idling.result()
            for _ in range(MORNINGS):
                here.wait_for_the_clock()
                here.morning_comes()
            here.wait_for_the_clock()
            settle(here.judge)
        for life in running:
            life.result()
        _judged(outcome, here, lives, ledger)
    outcome.seconds = monotonic() - began
    return outcome


def _life(
    part: tuple[tuple[str, str], str, str], here: World, ledger: Ledger, stopping: threading.Event, stack: ExitStack
) -> Life:
    (lead, owner), place, name = part
    return Life(
        stack.enter_context(LocalSlack(here.slack.server.url)),
        lead,
        owner,
        place,
        name,
        load_checklists(shipped("templates") / "checklists")["ml-deployment"],
        ledger,
        random.Random(f"{here.forecast.seed} {name}"),  # noqa: S311 - a seed that can be had again
        stopping,
    )


def _judged(outcome: Outcome, here: World, lives: Sequence[Life], ledger: Ledger) -> None:
    """Write down the figures of a storm that has settled, and everything that went wrong."""
    judge = here.judge
    outcome.complaints += ledger.lost(judge.kept()) + judge.unsettled() + judge.different()
    outcome.complaints += judge.reminders() + judge.missed(here.expected)
    outcome.complaints += [f"{model} has {n} summaries" for model, n in judge.summaries().items() if n != 1]
    outcome.happened, outcome.saved = here.happened + Counter(here.slack.faults_so_far), ledger.saved_count
    outcome.happened["rate limited"] = here.slack.server.limits.refusals.total()
    outcome.opened = sum(len(life.opened) for life in lives)
    outcome.reminded = judge.lists().total()
    outcome.published = sum(len(life.finished) for life in lives)


def settle(judge: Judge) -> float:
    """Wait until nothing is behind; return the seconds that took, at most SETTLED_WITHIN."""
    began, pause = monotonic(), threading.Event()
    while judge.unsettled() and monotonic() - began < SETTLED_WITHIN:
        pause.wait(0.25)
    return monotonic() - began


@contextmanager
def world(forecast: Forecast) -> Iterator[World]:
    """Set up everything that a storm needs; the bots run."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storm-")))
        postgres = stack.enter_context(running_postgres(DURABLE)) if forecast.database == "postgres" else None
        url = f"sqlite:///{folder / 'bot.db'}"
        if postgres:
            url = stack.enter_context(fresh_database(postgres.address))
        clock = SharedClock(folder / "clock")
        slack = stack.enter_context(
            Playground(Options(clock=clock, faults=replace(forecast.faults, seed=forecast.seed)))
        )
        nursery = stack.enter_context(closing(Nursery(folder / "clock")))
        replicas = [Replica(nursery, settings_for(slack.server, url)) for _ in range(forecast.replicas)]
        for replica in replicas:
            stack.callback(replica.kill)
            replica.start()
        engine = create_engine_for(url)
        stack.callback(engine.dispose)
        ports = Ports(SqlWork(engine, lambda: None), clock, secrets.token_hex, {}, cast("Channels", None))
        chance = random.Random(forecast.seed)  # noqa: S311 - a seed that can be had again
        # A judge that took SQLite's one lock for writing would be in the bots' way, and they in the judge's.
        reader = engine.execution_options(**{READS_ONLY: True})
        yield World(forecast, clock, slack, replicas, Judge(ports, reader, slack), postgres, chance)
