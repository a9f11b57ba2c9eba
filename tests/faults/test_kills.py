"""A deployment is finished while its bot is killed again and again, and nobody can tell from the thread."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from bot.checklists import load_checklists
from bot.domain.answers import Chosen, ChosenMany, Confirmed, Linked, Named, Value, Written
from bot.domain.checklist import AnswerKind, Checklist, Question, Section
from bot.domain.deployment import Deployment, DeploymentStatus
from bot.domain.people import UserId, WorkspaceId
from bot.files import shipped
from bot.playground.people import LocalSlack, OpenModal, Person, PersonFailed, SeenMessage
from bot.playground.server import PlaygroundServer
from bot.storage.engine import create_engine_for
from bot.storage.work import SqlWork
from tests.faults.bot_process import BotProcess, Killer

pytestmark = pytest.mark.faults

PLACE = "#ml-deployments"
KILLS = 20
PATIENCE = 90.0
MODEL = "churn-model v3"
GIVEN_AWAY = "2"


@pytest.fixture
def checklist() -> Checklist:
    return load_checklists(shipped("templates") / "checklists")["ml-deployment"]


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[BotProcess]:
    with PlaygroundServer() as slack:
        bot = BotProcess(slack, f"sqlite:///{tmp_path / 'bot.db'}")
        bot.start()
        yield bot
        bot.kill()


def insist(act: Callable[[], None], person: Person) -> None:
    """Do as people do: when Slack says that the app does not respond, close what is open and try again."""
    deadline, pause = monotonic() + PATIENCE, Event()
    while True:
        try:
            act()
        except PersonFailed:
            if monotonic() > deadline:
                raise
            pause.wait(0.2)
            while person.has_modal():
                person.modal("").close_all()
        else:
            return


@pytest.fixture
def killer(bot: BotProcess) -> Iterator[Killer]:
    """Yield who kills the bot, and see to it that this ends before the bot is ended for good."""
    killer = Killer(bot, KILLS, random.Random(20))  # noqa: S311 - a seed that can be had again
    yield killer
    killer.stop()


def test_a_story_survives_twenty_kills(bot: BotProcess, killer: Killer, checklist: Checklist) -> None:
    """Killed at 20 random moments, the bot loses no answer that was acknowledged and says nothing twice."""
    with LocalSlack(bot.slack.url) as people:
        people.waits_for_app(within=20)
        priya = people.person("Priya Raman")
        killer.start()
        board = live_through(priya, checklist, killer)
        assert killer.kills == KILLS
        expect_one_of_each(priya, board, checklist)
        expect_one_notice(people.person("Ben Okafor"))
    bot.kill()
    expect_everything_kept(stored(bot.database_url), checklist)


def live_through(priya: Person, checklist: Checklist, killer: Killer) -> SeenMessage:
    """Open, give one section away, answer and sign everything; the last signature waits for the last kill."""
    insist(lambda: priya.types(PLACE, f"/deploy-check {MODEL}"), priya)
    board = priya.sees(PLACE, MODEL, within=PATIENCE)
    insist(lambda: give_away(priya, board), priya)
    for section in checklist.sections:
        insist(lambda: answer(priya, card_of(priya, board, section), section), priya)  # noqa: B023 - called at once
    for section in checklist.sections[:-1]:
        insist(lambda: sign(card_of(priya, board, section)), priya)  # noqa: B023 - called at once
    assert killer.ended.wait(timeout=PATIENCE)
    insist(lambda: sign(card_of(priya, board, checklist.sections[-1])), priya)
    board.shows("Read the summary", within=PATIENCE)
    return board


def give_away(priya: Person, board: SeenMessage) -> None:
    board.clicks("Set up")
    form = priya.modal("Set up")
    form.choose(f"Owners of {GIVEN_AWAY} ", "Ben Okafor")
    form.submit()


def expect_one_notice(ben: Person) -> None:
    """He is told once what he owns, however often the bot fell while it told him."""
    ben.sees_in_dm(f"{GIVEN_AWAY} ", within=PATIENCE)
    assert sum("You own:" in message.text() for message in ben.dm()) == 1


def card_of(person: Person, board: SeenMessage, section: Section) -> SeenMessage:
    return person.sees_in_thread(board, f"{section.ref} {section.title}", within=PATIENCE)


def answer(person: Person, card: SeenMessage, section: Section) -> None:
    card.clicks(f"Answer all of section {section.ref}")
    modal = person.modal(section.ref)
    left = list(section.questions)
    while left:
        shown = [q for q in left if any(label.startswith(f"{q.ref} ") for label in modal.labels())]
        for question in shown:
            fill(modal, question)
        modal.submit()
        left = [question for question in left if question not in shown]


def fill(modal: OpenModal, question: Question) -> None:
    label = f"{question.ref} "
    match question.kind:
        case AnswerKind.CONFIRM:
            modal.choose(label, "Yes")
        case AnswerKind.TEXT:
            modal.fill(label, question.good)
        case AnswerKind.CHOICE | AnswerKind.MULTI:
            modal.choose(label, question.options[0])
        case AnswerKind.PEOPLE:
            modal.choose(label, "Ben Okafor")
        case AnswerKind.URL:
            modal.fill(label, "https://mlflow.example.com")


def sign(card: SeenMessage) -> None:
    """Sign, unless an earlier try, whose answer was lost, did it."""
    if "Reopen…" not in card.buttons() and "Signed off by" not in card.text():
        card.offers("Sign off section", within=20).clicks("Sign off section", confirm=True)
        card.shows("Signed off by", within=20)


def expect_one_of_each(priya: Person, board: SeenMessage, checklist: Checklist) -> None:
    board.shows("Read the summary", within=60)
    priya.sees_in_thread(board, "The full report on", within=60)
    for section in checklist.sections:
        card_of(priya, board, section).loses("Reopen…", within=60)
    told = [message.text().splitlines()[0] for message in priya.thread(board)]
    refs = {section.ref for section in checklist.sections}
    assert Counter(first for line in told if (first := line.split(" ")[0]) in refs) == Counter(refs)
    assert len(told) == len(checklist.sections) + 2, told
    in_channel = [message.text() for message in priya.messages(PLACE)]
    assert sum("Read the summary" in text for text in in_channel) == 1
    assert sum("The full report is attached" in text for text in in_channel) == 1


def stored(database_url: str) -> Deployment:
    engine = create_engine_for(database_url)
    with SqlWork(engine, lambda: None).reading() as tx:
        (deployment,) = tx.deployments.of_model(WorkspaceId("T0ACMEML01"), "churn-model")
    engine.dispose()
    return deployment


def expect_everything_kept(deployment: Deployment, checklist: Checklist) -> None:
    assert deployment.status is DeploymentStatus.PUBLISHED
    answers = {key: one for state in deployment.sections.values() for key, one in state.answers.items()}
    assert {key: answer.value for key, answer in answers.items()} == {
        question.key: meant(question) for question in checklist.questions
    }


def meant(question: Question) -> Value:
    """Return what `fill` typed, as it has to be stored."""
    values: Mapping[AnswerKind, Value] = {
        AnswerKind.CONFIRM: Confirmed(yes=True),
        AnswerKind.TEXT: Written(question.good),
        AnswerKind.CHOICE: Chosen(question.options[0] if question.options else ""),
        AnswerKind.MULTI: ChosenMany(question.options[:1]),
        AnswerKind.PEOPLE: Named((UserId("U0BENOKAFO"),)),
        AnswerKind.URL: Linked("https://mlflow.example.com"),
    }
    return values[question.kind]
