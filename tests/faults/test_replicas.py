"""Several replicas on one database: whichever falls silent, another goes on, and nobody can tell from the thread."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.checklists import load_checklists
from bot.domain.checklist import Section
from bot.files import shipped
from bot.playground.server import PlaygroundServer
from tests.faults.bot_process import BotProcess
from tests.faults.takeover import PLACE, SECTIONS, Pair, pair_of_replicas
from tests.faults.test_kills import answer, card_of, insist
from tests.postgres import fresh_database

pytestmark = pytest.mark.faults

LEASE = 3.0
LOOK = 1.0
"""Seconds between two looks of a replica that nobody wakes."""
BUSY_MACHINE = 2.0


@pytest.fixture
def pair(postgres_url: str) -> Iterator[Pair]:
    with fresh_database(postgres_url) as url, pair_of_replicas(url, LEASE) as pair:
        yield pair


@pytest.mark.parametrize(
    ("number", "seconds"), [(signal.SIGTERM, LOOK), (signal.SIGKILL, LEASE + LOOK), (signal.SIGSTOP, LEASE + LOOK)]
)
def test_another_replica_goes_on(pair: Pair, number: signal.Signals, seconds: float) -> None:
    """One that is stopped hands over at its look, one that dies or stands still once its lease has run out."""
    took = pair.strikes(pair.roles()[0], number)
    pair.finishes()

    assert took <= seconds + BUSY_MACHINE
    assert pair.said_twice() == []


def test_one_that_wakes_doubles_and_loses_nothing(pair: Pair) -> None:
    """What it had in hand when it stood still is done by then; it carries on alone when the other ends."""
    section = load_checklists(shipped("templates") / "checklists")["ml-deployment"].sections[0]
    frozen, other = pair.roles()
    pair.strikes(frozen, signal.SIGSTOP)
    answers_all(pair, section)
    pair.finishes()
    frozen.suffers(signal.SIGCONT)
    assert other.stop() == 0
    insist(lambda: pair.lead.types(PLACE, "/deploy-check other-model v1"), pair.lead)
    board = pair.lead.sees(PLACE, "other-model v1", within=20)
    pair.lead.sees_in_thread(board, f"{SECTIONS} ", within=40)

    card_of(pair.lead, pair.board(), section).offers("Sign off section", within=20)
    assert pair.said_twice() == []
    assert frozen.stop() == 0


def answers_all(pair: Pair, section: Section) -> None:
    """Answer as people do: half of the clicks go to the replica that stands still, and are tried again."""
    insist(lambda: answer(pair.lead, card_of(pair.lead, pair.board(), section), section), pair.lead)


def test_two_on_one_sqlite_file_are_one_too_many(tmp_path: Path) -> None:
    """The second says so in one sentence and ends; the first is not disturbed."""
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    with PlaygroundServer() as slack:
        first = BotProcess(slack, url)
        first.start()
        slack.socket_mode.present.wait(20)
        status, said = BotProcess(slack, url).refuses()
        assert status == 1
        assert " ".join(said.split()) == (
            f"Another deploy-check already runs on {tmp_path / 'bot.db'}. "
            "Stop it first, or use PostgreSQL for several replicas."
        )
        assert first.stop() == 0
