"""What the built-in checklist does not ask for, on the screen of a real browser, with a checklist of somebody's own."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import examine
from tests.journeys.conftest import PATIENCE, Office
from tests.journeys.test_browser_story import PLACE, PRIYA, SLOW, board_of, seat

pytestmark = pytest.mark.browser

MODEL = "credit-model v2"
GRACE, AMIRA = "Grace Mwangi", "Amira Haddad"
COMMENT = "Say how many object in a month."


@pytest.fixture(scope="module", autouse=True)
def _opened_board(office: Office) -> None:
    """Let Priya open the deployment and name who reviews its one section, away from the screen."""
    priya = office.person(PRIYA)
    priya.types(PLACE, f"/deploy-check {MODEL} checklist=credit")
    board = priya.sees(PLACE, MODEL, within=PATIENCE)
    priya.sees_in_thread(board, "1 Do the figures hold?", within=PATIENCE).clicks("Reviewers…")
    form = priya.modal("Reviewers of 1")
    form.choose("Reviewers of 1", AMIRA)
    form.submit()
    priya.sees_in_thread(board, f"To be reviewed by {AMIRA}", within=PATIENCE)


def card_of(page: Page) -> Locator:
    """Return the card in the thread, which is opened when it is not on the screen."""
    thread = page.get_by_role("complementary", name="Thread")
    if not thread.is_visible():
        board_of(page, MODEL).get_by_role("button", name=re.compile(r"\d+ repl")).click()
    return thread.get_by_role("article").filter(has=page.get_by_text("1 Do the figures hold?", exact=True)).last


def test_figures_are_signed_by_other_eyes_and_reviewed(browser: Browser, office: Office) -> None:
    """Grace answers and is told who signs instead; Priya signs, Amira asks for changes and approves in the end."""
    with seat(browser, office, GRACE) as hers, seat(browser, office, PRIYA) as page:
        answer_figures(hers)
        an_answer_brings_a_question_in(hers)
        grace_may_not_sign(hers)
        sign(page)
        with seat(browser, office, AMIRA) as reviewers:
            ask_for_changes(reviewers)
            card = card_of(page)
            expect(card).to_contain_text(f"{AMIRA} asks for changes", timeout=SLOW)
            expect(card).to_contain_text(COMMENT)
            examine(page, "story-20-changes")
            sign(page)
            approve(reviewers)


def answer_figures(page: Page) -> None:
    """Fill in the form: a number beyond its bounds is refused where it stands, then the card shows all of them."""
    card = card_of(page)
    card.get_by_role("button", name="Answer all of section 1").click()
    form = page.get_by_role("dialog", name="1 Do the figures hold?")
    expect(form.get_by_text("A number in ms, from 0 to 2000")).to_be_visible()
    form.get_by_label(re.compile("^1[.]1 ")).fill("2500")
    form.get_by_label(re.compile("^1[.]2 ")).fill("2026-02-27")
    form.get_by_role("radiogroup", name="1.3 ").get_by_label("4").check()
    form.get_by_role("radiogroup", name="1.4 ").get_by_label("A person").check()
    expect(form.get_by_text("How can somebody object")).to_have_count(0)
    form.get_by_role("button", name="Save").click()
    number = form.get_by_label(re.compile("^1[.]1 "))
    expect(number).to_be_focused()
    examine(page, "story-17-figures")
    number.fill("180")
    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    for said in ("180 ms", "27 February 2026", "4 of 5", "4 of 4 answered"):
        expect(card).to_contain_text(said, timeout=SLOW)
    expect(card).not_to_contain_text("1.5")


def an_answer_brings_a_question_in(page: Page) -> None:
    """Turn an earlier answer, so that what was not asked before is the card's next question."""
    card = card_of(page)
    card.get_by_role("button", name="Answer all of section 1").click()
    form = page.get_by_role("dialog", name="1 Do the figures hold?")
    form.get_by_role("radiogroup", name="1.4 ").get_by_label("The model alone").check()
    form.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("Next: 1.5 How can somebody object to a refusal?", timeout=SLOW)
    examine(page, "story-18-brought-in")
    card.get_by_role("button", name="Write answer, question 1.5").click()
    one = page.get_by_role("dialog", name="1 Do the figures hold?")
    one.get_by_role("textbox", name=re.compile("^1[.]5 ")).fill("Each letter names the desk that looks at it.")
    one.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("5 of 5 answered", timeout=SLOW)


def grace_may_not_sign(page: Page) -> None:
    """Read who can sign instead before pressing, and in the sentence that answers the press."""
    card = card_of(page)
    expect(card).to_contain_text(f"Whoever answered a question here cannot sign. {PRIYA} can.")
    press_sign_off(page)
    refusal = page.get_by_role("article", name=re.compile("only visible to you")).last
    expect(refusal).to_contain_text("You answered 1.1 yourself, and here somebody else signs.", timeout=SLOW)
    expect(refusal).to_contain_text("Have another owner or the lead sign section 1.")
    examine(page, "story-19-other-eyes")


def press_sign_off(page: Page) -> None:
    card_of(page).get_by_role("button", name="Sign off section 1").click(timeout=SLOW)
    page.get_by_role("dialog", name="Sign off section 1?").get_by_role("button", name="Sign off").click()


def sign(page: Page) -> None:
    """Let the lead sign what others answered."""
    press_sign_off(page)
    expect(card_of(page)).to_contain_text(f"Waits for the review of {AMIRA}", timeout=SLOW)


def ask_for_changes(page: Page) -> None:
    """Follow the unread mark, read what waits, and send the section back with a comment."""
    unread = page.get_by_role("link", name=re.compile(r"^deploy-check, \d+ mention"))
    expect(unread).to_be_visible(timeout=SLOW)
    unread.click()
    request = page.get_by_role("article", name="deploy-check").filter(has_text="waits for your review").last
    expect(request).to_contain_text(MODEL)
    request.get_by_role("button", name=re.compile("Request changes in section 1")).click()
    form = page.get_by_role("dialog", name="Changes in 1")
    form.get_by_role("textbox", name="What is to be changed?").fill(COMMENT)
    form.get_by_role("button", name="Request changes").click()
    expect(form).to_have_count(0)


def approve(page: Page) -> None:
    """Approve on the card what was signed anew."""
    page.get_by_role("link", name="ml-platform").first.click()
    card = card_of(page)
    card.get_by_role("button", name="Approve section 1").click(timeout=SLOW)
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(card).to_contain_text(f"Approved by {AMIRA}", timeout=SLOW)
    examine(page, "story-21-approved")
