"""Slack drops a form: it opens too late, or goes while somebody fills it in. It is offered again as it was left."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from bot.demo import DemoOptions, running_demo
from bot.playground.faults import NO_FAULTS, FaultPlan
from bot.playground.people import LocalSlack, Person, SeenMessage
from bot.playground.server import PlaygroundServer
from tests.browser import examine, window
from tests.journeys.conftest import PATIENCE
from tests.journeys.test_browser_story import CHANNEL, PLACE, card_of
from tests.stories import built_in

TITLE = next(section.title for section in built_in().sections if section.ref == "1")
TOO_LATE = FaultPlan(latency=3.4, slow_latency=3.4)
"""Seconds that a call takes: a trigger lives three."""
NOT_OPENED = "Slack did not open the form in time. Please press it again."


@dataclass(frozen=True, slots=True)
class Place:
    """A local Slack that can be slowed down, and what is asked in it."""

    server: PlaygroundServer
    slack: LocalSlack

    def opens(self, model: str) -> tuple[Person, SeenMessage]:
        """Let Grace open a deployment and wait for its cards, after which nothing is on its way to Slack."""
        grace = self.slack.person("Grace Mwangi")
        grace.types(PLACE, f"/deploy-check {model} v1")
        board = grace.sees(PLACE, f"{model} v1", within=PATIENCE)
        for section in built_in().sections:
            grace.sees_in_thread(board, f"{section.ref} {section.title}", within=PATIENCE)
        return grace, board


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("dropped")
    with running_demo(DemoOptions(0, pace=10), folder) as server, LocalSlack(server.url) as slack:
        slack.waits_for_app(within=15)
        yield Place(server, slack)


@pytest.fixture(autouse=True)
def _as_fast_as_ever(place: Place) -> Iterator[None]:
    yield
    place.server.faults.follow(NO_FAULTS)


def card(person: Person, board: SeenMessage) -> SeenMessage:
    return person.sees_in_thread(board, f"1 {TITLE}", within=PATIENCE)


def test_a_form_that_did_not_open_is_offered_again_with_what_was_typed(place: Place) -> None:
    """The answer to the click says so and has the same button; the form that it opens holds what was typed before."""
    grace, board = place.opens("late-model")
    card(grace, board).clicks("Answer all of section 1")
    form = grace.modal("1 ")
    form.fill("1.1 ", "Fewer customers leave.")
    form.choose("1.2 ", "No, a risk")
    form.close_all()

    place.server.faults.follow(TOO_LATE)
    card(grace, board).clicks("Answer all of section 1")
    told = grace.ephemeral(PLACE, NOT_OPENED, within=PATIENCE, thread=board)
    assert not grace.has_modal()
    place.server.faults.follow(NO_FAULTS)
    told.clicks("Answer whole section")

    again = grace.modal("1 ")
    assert "Some fields hold what you had typed and not saved." in again.text()
    assert (again.value("1.1 "), again.value("1.2 ")) == ("Fewer customers leave.", "No, a risk")
    again.submit()
    card(grace, board).shows("“Fewer customers leave.”", within=PATIENCE)


@pytest.mark.browser
def test_a_form_that_went_is_there_again_on_the_screen(place: Place, browser: Browser) -> None:
    """In a real browser: the window is closed in the middle of a form, and the next form is too late at first."""
    grace, _ = place.opens("gone-model")
    address = f"{place.server.url}?as={grace.user_id}&channel={CHANNEL}"
    with window(browser, address) as page:
        card_of(page, "gone-model", "1").get_by_role("button", name="Answer all of section 1").click()
        form = page.get_by_role("dialog", name="1 What problem")
        form.get_by_role("textbox", name="1.1 What").fill("Fewer customers leave.")
        form.get_by_role("radiogroup", name="1.2 ").get_by_label("No, a risk").check()
        expect(form.get_by_role("radiogroup", name="1.2 ").get_by_label("No, a risk")).to_be_checked()
    with window(browser, address) as page:
        page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
        card = card_of(page, "gone-model", "1")
        grace.types(PLACE, "/deploy-check mine")
        grace.ephemeral(PLACE, "You have unfinished answers in gone-model", within=PATIENCE)
        place.server.faults.follow(TOO_LATE)
        card.get_by_role("button", name="Answer all of section 1").click()
        told = page.get_by_role("article").filter(has_text=NOT_OPENED)
        expect(told).to_be_visible(timeout=PATIENCE * 1000)
        examine(page, "story-dropped-1-offered")
        place.server.faults.follow(NO_FAULTS)
        told.get_by_role("button", name="Answer whole section").click()

        again = page.get_by_role("dialog", name="1 What problem")
        expect(again.get_by_role("textbox", name="1.1 What")).to_have_value("Fewer customers leave.")
        expect(again.get_by_role("radiogroup", name="1.2 ").get_by_label("No, a risk")).to_be_checked()
        examine(page, "story-dropped-2-again")
        again.get_by_role("button", name="Save").click()
        expect(card).to_contain_text("“Fewer customers leave.”", timeout=PATIENCE * 1000)
