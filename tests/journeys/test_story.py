"""Whole stories: the tour, and a shorter one over HTTP and on PostgreSQL."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo import DemoOptions, running_demo
from bot.domain.checklist import AnswerKind
from bot.domain.deployment import DeploymentStatus
from bot.playground.people import Person, SeenMessage
from bot.playground.tour import take_tour
from tests.journeys.conftest import PATIENCE, Office, opened
from tests.postgres import fresh_database
from tests.stories import built_in

PLACE = "#ml-platform"


def test_the_tour_comes_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight people take a model from the command to its summary and report, and the bot keeps Slack's pace."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = io.StringIO()
    with running_demo(DemoOptions(0), tmp_path) as slack:
        status = take_tour(slack.url, Console(file=told, width=200))
    assert status == 0, told.getvalue()
    assert not slack.limits.refusals


@pytest.fixture(params=["http", pytest.param("postgres", marks=pytest.mark.postgres)])
def other_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Yield an office whose bot is called over HTTP, and one whose bot keeps its rows in PostgreSQL."""
    if request.param == "http":
        with opened(DemoOptions(0, over_http=True), tmp_path) as office:
            yield office
    else:
        with (
            fresh_database(request.getfixturevalue("postgres_url")) as url,
            opened(DemoOptions(0, database_url=url), tmp_path) as office,
        ):
            yield office


def test_a_short_story_is_the_same_everywhere(other_office: Office) -> None:
    """Opened, answered, signed, reminded and cancelled: however Slack calls, wherever the rows are kept."""
    grace, ben = other_office.person("Grace Mwangi"), other_office.person("Ben Okafor")
    grace.types(PLACE, "/deploy-check payload-ranker")
    board = grace.sees(PLACE, "payload-ranker", within=PATIENCE)
    answer_first_by_button(grace, board)
    answer_second_in_a_form(grace, board)
    answer_the_rest_and_sign(grace, board)
    card(ben, board, "3").clicks("Claim section 3")
    card(ben, board, "3").shows("owner Ben Okafor", within=PATIENCE)
    board.clicks("Remind now")
    ben.sees_in_dm("asked me to remind you", within=PATIENCE)
    cancel(grace, board)
    (stored,) = other_office.stored("payload-ranker")
    assert stored.status is DeploymentStatus.CANCELLED


def card(person: Person, board: SeenMessage, ref: str) -> SeenMessage:
    title = next(section.title for section in built_in().sections if section.ref == ref)
    return person.sees_in_thread(board, f"{ref} {title}", within=PATIENCE)


def answer_first_by_button(person: Person, board: SeenMessage) -> None:
    card(person, board, "2").clicks("Answer 2.1: Yes")
    card(person, board, "2").shows("Next: 2.2", within=PATIENCE)


def answer_second_in_a_form(person: Person, board: SeenMessage) -> None:
    """Forget the reason first, and be told so at its field."""
    card(person, board, "2").clicks("Answer with a note, question 2.2")
    form = person.modal("2 ")
    form.choose("2.2 ", "Not applicable")
    (at_field,) = form.submit(expect_errors=True)
    assert at_field.startswith("Note on 2.2")
    form.fill("Note on 2.2", "The data is public.")
    form.submit()
    card(person, board, "2").shows("The data is public.", within=PATIENCE)


def answer_the_rest_and_sign(person: Person, board: SeenMessage) -> None:
    card(person, board, "2").clicks("Answer all of section 2")
    form = person.modal("2 ")
    section = next(section for section in built_in().sections if section.ref == "2")
    for question in section.questions[2:]:
        if question.kind is AnswerKind.CONFIRM:
            form.choose(f"{question.ref} ", "Yes")
        else:
            form.fill(f"{question.ref} ", question.good)
    form.submit()
    done = card(person, board, "2").offers("Sign off section", within=PATIENCE)
    done.clicks("Sign off section", confirm=True)
    done.shows("Signed off by Grace Mwangi", within=PATIENCE)


def cancel(person: Person, board: SeenMessage) -> None:
    board.clicks("Cancel deployment…")
    form = person.modal("Cancel deployment")
    form.fill("Why is it cancelled?", "The vendor's model is good enough.")
    form.submit()
    board.shows("The vendor's model is good enough.", within=PATIENCE)
    assert board.buttons() == []
