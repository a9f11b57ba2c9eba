"""A second version of a model is deployed with nothing changed: how many clicks last time's answers save."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from bot.domain.answers import Confirmed
from bot.domain.checklist import AnswerKind, Question, Section
from bot.domain.deployment import DeploymentStatus
from bot.playground.people import OpenModal, Person, SeenMessage
from tests.browser import examine
from tests.journeys.conftest import PATIENCE, PLACE, Office
from tests.journeys.test_browser_story import card_of, seat, title
from tests.stories import built_in

SECTIONS = built_in().sections
MODEL = "rank-model"
SIGNATURES = 2 * len(SECTIONS)
SLOW = 180.0
"""Seconds: one person's burst of clicks is shown at Slack's pace of 50 edits a minute."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What it took one person to answer the whole built-in checklist, without the signatures."""

    clicks: int
    texts: int


ALL_ANEW, CONFIRMED = Effort(67, 25), Effort(36, 2)


@pytest.fixture(scope="module")
def efforts(office: Office) -> tuple[Effort, Effort]:
    """Return what a first version took, and what the next."""
    priya = office.person("Priya Raman")
    return deploy(office, priya, "v1"), deploy(office, priya, "v2")


def test_confirming_takes_half_of_the_clicks(office: Office, efforts: tuple[Effort, Effort]) -> None:
    """Nothing has changed, so only what is always asked is answered anew, and each section is still signed."""
    assert efforts == (ALL_ANEW, CONFIRMED)
    *_, latest, before = office.stored(MODEL)
    assert (latest.status, before.status) == (DeploymentStatus.PUBLISHED, DeploymentStatus.PUBLISHED)
    for key, state in latest.sections.items():
        said_before = before.sections[key].answers
        assert {q: a.value for q, a in state.answers.items()} == {q: a.value for q, a in said_before.items()}


@pytest.mark.usefixtures("efforts")
def test_one_answer_takes_one_click(office: Office) -> None:
    """Pressing "Still true" on the card makes last time's answer one of today, by whoever pressed it."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, f"/deploy-check {MODEL} v3")
    board = priya.sees(PLACE, f"{MODEL} v3", within=PATIENCE)
    section = SECTIONS[1]
    before = priya.click_count
    card(priya, board, section).shows("last time, v2", within=PATIENCE).clicks("Still true")
    assert priya.click_count - before == 1
    card(priya, board, section).shows(f"✓ yes  {section.questions[0].ref}", within=PATIENCE)
    answer = office.stored(MODEL)[0].section(section.key).answers[section.questions[0].key]
    assert (answer.value, answer.by) == (Confirmed(yes=True), priya.user_id)


@pytest.mark.browser
@pytest.mark.usefixtures("efforts")
def test_last_time_is_read_before_it_is_confirmed(browser: Browser, office: Office) -> None:
    """On the screen: last time's answers have their version, all of a section's are listed, one press confirms them."""
    priya = office.person("Priya Raman")
    priya.types(PLACE, f"/deploy-check {MODEL} v4")
    board = priya.sees(PLACE, f"{MODEL} v4", within=PATIENCE)
    for ref in ("1", "2", "4.2"):
        priya.sees_in_thread(board, f"{ref} {title(ref)}", within=SLOW)
    with seat(browser, office, "Priya Raman", "C0MLDEPLOY") as page:
        first = card_of(page, f"{MODEL} v4", "1")
        expect(first).to_contain_text("last time, v2", timeout=SLOW * 1000)
        examine(page, "next-1-proposals")
        first.get_by_role("button", name="Confirm last time's answers of section 1").click()
        listed = page.get_by_role("dialog", name="Still true? 1")
        expect(listed).to_contain_text("These 6 answers were given last time.")
        examine(page, "next-2-list")
        listed.get_by_role("button", name="All still true").click()
        expect(first).to_contain_text("6 of 6 answered", timeout=SLOW * 1000)
        anew = card_of(page, f"{MODEL} v4", "4.2")
        anew.scroll_into_view_if_needed()
        expect(anew).to_contain_text("answer it anew")
        examine(page, "next-3-anew")


def deploy(office: Office, person: Person, version: str) -> Effort:
    """Take one version through the checklist, to its summary."""
    person.types(PLACE, f"/deploy-check {MODEL} {version}")
    board = person.sees(PLACE, f"{MODEL} {version}", within=PATIENCE)
    before, texts = person.click_count, 0
    for section in SECTIONS:
        if version != "v1":
            confirm(person, board, section)
        texts += answer(person, board, section, has_proposals=version != "v1")
    for section in SECTIONS:
        sign(person, board, section)
    person.sees(PLACE, f"{MODEL} {version} to production: go", within=SLOW)
    assert office.stored(MODEL)[0].status is DeploymentStatus.PUBLISHED
    return Effort(person.click_count - before - SIGNATURES, texts)


def confirm(person: Person, board: SeenMessage, section: Section) -> None:
    """Look at last time's answers of a section and say that they hold: two clicks."""
    before = person.click_count
    card(person, board, section).clicks(f"Confirm last time's answers of section {section.ref}")
    listed = person.modal(f"Still true? {section.ref}")
    assert all(f"{question.ref} " in listed.text() for question in section.questions if not question.always_ask)
    listed.submit()
    assert person.click_count - before == 2


def answer(person: Person, board: SeenMessage, section: Section, *, has_proposals: bool) -> int:
    """Fill in what is to be answered anew, page by page in one form; return how many texts were typed."""
    left = [question for question in section.questions if question.always_ask or not has_proposals]
    if not left:
        return 0
    card(person, board, section).clicks(f"Answer all of section {section.ref}")
    form = person.modal(f"{section.ref} ")
    while person.has_modal():
        shown = [question for question in section.questions if is_shown(form, question)]
        for question in shown:
            if question in left:
                fill(form, question)
        form.submit()
    return sum(question.kind in {AnswerKind.TEXT, AnswerKind.URL} for question in left)


def fill(form: OpenModal, question: Question) -> None:
    label = f"{question.ref} "
    match question.kind:
        case AnswerKind.CONFIRM:
            form.choose(label, "Yes")
        case AnswerKind.CHOICE:
            form.choose(label, question.options[0])
        case AnswerKind.MULTI:
            form.choose(label, *question.options[:2])
        case AnswerKind.PEOPLE:
            form.choose(label, "Lucía Fernández")
        case AnswerKind.URL:
            form.fill(label, "https://mlflow.example.com/#/experiments/42")
        case _:
            form.fill(label, question.good)


def sign(person: Person, board: SeenMessage, section: Section) -> None:
    shown = card(person, board, section)
    shown.offers("Sign off section", within=SLOW).clicks("Sign off section", confirm=True)


def is_shown(form: OpenModal, question: Question) -> bool:
    return any(label.startswith(f"{question.ref} ") for label in form.labels())


def card(person: Person, board: SeenMessage, section: Section) -> SeenMessage:
    return person.sees_in_thread(board, f"{section.ref} {section.title}", within=SLOW)
