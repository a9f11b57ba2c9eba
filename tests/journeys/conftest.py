"""A local Slack with the whole bot behind it, as every journey begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.demo import DemoOptions, running_demo
from bot.domain.deployment import Deployment
from bot.domain.events import Event
from bot.domain.people import WorkspaceId
from bot.playground.people import LocalSlack, Person, SeenMessage
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork

PLACE = "#ml-deployments"
MODEL = "churn-model v3"
CHECKLISTS = Path(__file__).parent / "checklists"
"""Asks for what the built-in checklist does not: figures, other eyes, a review, and a question that depends."""
WORKSPACE = WorkspaceId("T0ACMEML01")
PATIENCE = 60.0
"""Seconds: one message a second, and two clicks a second after a burst, is Slack's pace and not a failure."""
PACE = 10.0
"""Times Slack's own pace, for the local Slack as for the bot. The stories and the tour keep to Slack's own."""
LATENCY = 0.1
"""Seconds on the way to Slack: what somebody sees is always a little old, so two people can be at the same button."""


@dataclass(frozen=True, slots=True)
class Office:
    """The people, and what the bot has stored of what they did."""

    slack: LocalSlack
    database_url: str
    url: str

    def person(self, name: str) -> Person:
        return self.slack.person(name)

    def stored(self, model: str) -> tuple[Deployment, ...]:
        """Return all deployments of a model, the latest first."""
        return self._read(model)[0]

    def events(self, model: str) -> tuple[Event, ...]:
        """Return what happened in the latest deployment of a model."""
        return self._read(model)[1]

    def _read(self, model: str) -> tuple[tuple[Deployment, ...], tuple[Event, ...]]:
        engine = create_engine_for(self.database_url)
        try:
            with SqlWork(engine, lambda: None).reading() as tx:
                found = tuple(tx.deployments.of_model(WORKSPACE, model))
                return found, tuple(tx.history.events_of(found[0].id)) if found else ()
        finally:
            engine.dispose()


@contextmanager
def opened(options: DemoOptions, folder: Path) -> Iterator[Office]:
    """Run the local Slack and the bot; without a database URL a SQLite file in the folder is taken."""
    database_url = options.database_url or f"sqlite:///{folder / 'bot.db'}"
    with running_demo(replace(options, database_url=database_url), folder) as server, LocalSlack(server.url) as slack:
        slack.waits_for_app(within=15)
        yield Office(slack, database_url, server.url)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield one office for all journeys of a module; each journey keeps to a section or a model of its own."""
    options = DemoOptions(0, latency=LATENCY, pace=PACE, checklists=CHECKLISTS)
    with opened(options, tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture(scope="module")
def board(office: Office) -> SeenMessage:
    """Return the board of a deployment that Priya opened."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, f"/deploy-check {MODEL}")
    return priya.sees(PLACE, MODEL, within=PATIENCE)
