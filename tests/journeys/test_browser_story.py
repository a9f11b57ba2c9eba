"""The bot's own story on the screen of a real browser, as a newcomer meets it; each test opens its own deployment."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from bot.domain.checklist import AnswerKind
from bot.playground.people import SeenMessage
from tests.browser import examine, window
from tests.journeys.conftest import PATIENCE, Office
from tests.stories import built_in

pytestmark = pytest.mark.browser

PLACE, CHANNEL = "#ml-platform", "C0MLPLATFM"
PRIYA, CHEN = "Priya Raman", "Chen Wei"
SLOW = PATIENCE * 1000
_numbers = count(1)


@contextmanager
def seat(browser: Browser, office: Office, name: str, channel: str = CHANNEL) -> Iterator[Page]:
    """Sit down as somebody, in the channel."""
    person = office.person(name)
    with window(browser, f"{office.url}?as={person.user_id}&channel={channel}") as page:
        page.set_default_timeout(SLOW)
        expect(page.get_by_role("button", name=f"Act as: {name}")).to_be_visible()
        yield page


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    with seat(browser, office, PRIYA) as page:
        yield page


@pytest.fixture
def model() -> str:
    """Return the name of a model that no other test takes."""
    return f"screen-model-{next(_numbers)}"


@pytest.fixture
def opened_board(office: Office, model: str) -> SeenMessage:
    """Let Priya open a deployment, away from the screen, and wait for the cards of sections 1 to 3."""
    priya = office.person(PRIYA)
    if priya.has_modal():  # of a test that failed half-way, which shall not take others along
        priya.modal("").close_all()
    priya.types(PLACE, f"/deploy-check {model}")
    board = priya.sees(PLACE, model, within=PATIENCE)
    for ref in ("1", "2", "3"):
        priya.sees_in_thread(board, f"{ref} {title(ref)}", within=PATIENCE)
    return board


def title(ref: str) -> str:
    return next(section.title for section in built_in().sections if section.ref == ref)


def board_of(page: Page, model: str) -> Locator:
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=model).last


def card_of(page: Page, model: str, ref: str) -> Locator:
    """Return the card of a section in the thread, which is opened when it is not on the screen."""
    thread = page.get_by_role("complementary", name="Thread")
    if not thread.is_visible():
        board_of(page, model).get_by_role("button", name=re.compile(r"\d+ repl")).click()
    # The board, which stands first in its thread, names the section as well.
    return thread.get_by_role("article").filter(has=page.get_by_text(f"{ref} {title(ref)}", exact=True)).last


def test_a_check_is_started_by_typing_it(page: Page, model: str) -> None:
    """The command is suggested and explained while it is typed; the board comes at once and its thread fills."""
    box = page.get_by_role("textbox", name="Message #ml-platform")
    box.press_sequentially("/dep")
    expect(page.get_by_role("option", name="/deploy-check")).to_contain_text("deployment checklist")
    examine(page, "story-1-command")
    box.press("Tab")
    expect(box).to_have_value("/deploy-check ")
    box.press_sequentially(f"{model} v1")
    box.press("Enter")

    board = board_of(page, model)
    expect(board.get_by_role("heading", name=f"{model} v1")).to_be_visible(timeout=SLOW)
    expect(board).to_contain_text("0 of 66 answered, 0 of 11 sections signed off")
    expect(board.get_by_role("button", name="11 replies")).to_be_visible(timeout=SLOW)
    expect(board.get_by_role("link", name="7 Can it be used?")).to_be_visible(timeout=SLOW)
    examine(page, "story-2-board")


@pytest.mark.usefixtures("opened_board")
def test_a_card_is_answered_where_it_stands(page: Page, model: str) -> None:
    """One press on the card in the thread; the card goes on to the next question and names the owner."""
    card = card_of(page, model, "2")
    card.get_by_role("button", name="Answer 2.1: Yes").click()

    expect(card).to_contain_text("yes  2.1", timeout=SLOW)
    expect(card).to_contain_text("Next: 2.2", timeout=SLOW)
    expect(card).to_contain_text("owner Priya Raman")
    examine(page, "story-3-card")


@pytest.mark.usefixtures("opened_board")
def test_a_form_says_what_is_missing_where_it_is_missing(page: Page, model: str) -> None:
    """The error stands at its field and holds the focus, what was typed stays, and the card shows what was saved."""
    card = card_of(page, model, "2")
    card.get_by_role("button", name="Answer all of section 2").click()
    form = page.get_by_role("dialog", name="2 Do we have the data?")
    form.get_by_role("radiogroup", name="2.1 ").get_by_label("Yes").check()
    form.get_by_role("radiogroup", name="2.2 ").get_by_label("Not applicable").check()
    form.get_by_role("textbox", name="Note on 2.1").fill("Read access to the warehouse since March.")
    examine(page, "story-4-form")
    form.get_by_role("button", name="Save").click()

    note = form.get_by_role("textbox", name="Note on 2.2")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_text("Say in a few words why this does not apply.")).to_be_in_viewport()
    expect(form.get_by_role("textbox", name="Note on 2.1")).to_have_value("Read access to the warehouse since March.")
    examine(page, "story-5-error")
    note.fill("The data is public.")
    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    expect(card).to_contain_text("Read access to the warehouse since March.", timeout=SLOW)
    expect(card).to_contain_text("The data is public.")


@pytest.mark.usefixtures("opened_board")
def test_a_section_is_assigned_to_somebody_who_is_searched_for(page: Page, model: str) -> None:
    """The people are searched by name; the card names the owner, who finds a direct message marked as unread."""
    card = card_of(page, model, "3")
    card.get_by_role("button", name="Assign section 3").click()
    form = page.get_by_role("dialog", name="Owners of 3")
    form.get_by_role("combobox", name="Owners of 3").click()
    page.keyboard.type("chen")
    expect(page.get_by_role("option")).to_have_count(1)
    examine(page, "story-6-people")
    page.get_by_role("option", name=CHEN).click()
    page.keyboard.press("Escape")
    form.get_by_role("button", name="Assign").click()
    expect(card).to_contain_text(f"owner {CHEN}", timeout=SLOW)

    page.get_by_role("button", name=f"Act as: {PRIYA}").click()
    page.get_by_role("option", name=CHEN).click()
    unread = page.get_by_role("link", name=re.compile(r"^deploy-check, \d+ mention"))
    expect(unread).to_be_visible(timeout=SLOW)
    examine(page, "story-7-unread")
    unread.click()

    told = page.get_by_role("article", name="deploy-check").filter(has_text=model).last
    expect(told).to_contain_text("Do we have a baseline?")
    expect(page.get_by_role("link", name="deploy-check", exact=True)).to_be_visible()
    examine(page, "story-8-message")


def test_a_section_is_signed_off_after_a_question(
    page: Page, office: Office, opened_board: SeenMessage, model: str
) -> None:
    """The dialog says what is signed; no leaves all as it was, yes puts the signature on the card."""
    answer_all(office, opened_board, "3")
    card = card_of(page, model, "3")
    sign_off = card.get_by_role("button", name="Sign off section 3")
    expect(sign_off).to_be_visible(timeout=SLOW)
    sign_off.click()
    dialog = page.get_by_role("dialog", name="Sign off section 3?")
    examine(page, "story-9-sign-off")
    dialog.get_by_role("button", name="Not yet").click()
    expect(sign_off).to_be_focused()

    sign_off.click()
    dialog.get_by_role("button", name="Sign off").click()

    expect(card).to_contain_text(f"Signed off by {PRIYA}", timeout=SLOW)
    expect(board_of(page, model)).to_contain_text("1 of 11 sections signed off", timeout=SLOW)
    examine(page, "story-10-signed")


def answer_all(office: Office, board: SeenMessage, ref: str) -> None:
    """Let Priya fill in a section, away from the screen."""
    priya = office.person(PRIYA)
    priya.sees_in_thread(board, f"{ref} {title(ref)}").clicks(f"Answer all of section {ref}")
    form = priya.modal(ref)
    section = next(section for section in built_in().sections if section.ref == ref)
    for question in section.questions:
        if question.kind is AnswerKind.CONFIRM:
            form.choose(f"{question.ref} ", "Yes")
        else:
            form.fill(f"{question.ref} ", question.good)
    form.submit()


def test_a_risk_comes_with_its_evidence_and_is_accepted(
    browser: Browser, office: Office, opened_board: SeenMessage, model: str
) -> None:
    """Grace says no and what shows it; Priya reads it in her message and accepts; the history tells of both."""
    answer_texts(office, "Grace Mwangi", opened_board, "3")
    with seat(browser, office, "Grace Mwangi") as hers:
        card = card_of(hers, model, "3")
        card.get_by_role("button", name="Answer with a note, question 3.2").click(timeout=SLOW)
        form = hers.get_by_role("dialog", name=title("3"))
        form.get_by_role("radiogroup", name="3.2 ").get_by_label("No, a risk").check()
        form.get_by_role("textbox", name="Note on 3.2").fill("Recall is measured, the cost of a false alarm is not.")
        form.get_by_role("textbox", name="Evidence for 3.2").fill("https://mlflow.example.com/runs/9f2c41")
        table = FilePayload(name="recall by fold.csv", mimeType="text/csv", buffer=b"fold,recall\n1,0.81\n")
        form.get_by_label("Files for 3.2").set_input_files([table])
        examine(hers, "story-12-evidence")
        form.get_by_role("button", name="Save").click()
        expect(card).to_contain_text("no, a risk  3.2", timeout=SLOW)
        expect(card).to_contain_text("mlflow.example.com/runs/9f2c41 and file recall by fold.csv")
        examine(hers, "story-13-risk")
        card.get_by_role("button", name="Ask for acceptance of the risks of section 3").click()
        expect(card).to_contain_text("Grace Mwangi asks for acceptance", timeout=SLOW)
    with seat(browser, office, PRIYA) as page:
        accept(page)
        page.get_by_role("link", name="ml-platform").first.click()
        card = card_of(page, model, "3")
        expect(card).to_contain_text("accepted by Priya Raman until", timeout=SLOW)
        card.scroll_into_view_if_needed()
        examine(page, "story-15-accepted")
        card.get_by_role("button", name="More actions", exact=True).last.click()
        page.get_by_role("menuitem", name="History").click()
        history = page.get_by_role("dialog", name="History of 3")
        expect(history).to_contain_text("Priya Raman accepted the risk of 3.2")
        expect(history).to_contain_text("Grace Mwangi added evidence to 3.2")
        examine(page, "story-16-history")
        history.get_by_role("button", name="Close", exact=True).click()
        expect(history).to_have_count(0)


def accept(page: Page) -> None:
    """Accept the one risk that waits in a direct message, after reading the form."""
    unread = page.get_by_role("link", name=re.compile(r"^deploy-check, \d+ mention"))
    expect(unread).to_be_visible(timeout=SLOW)
    unread.click()
    page.get_by_role("button", name="Accept the risk of 3.2").last.click()
    form = page.get_by_role("dialog", name="Accept risk 3.2")
    expect(form.get_by_role("link", name="file recall by fold.csv")).to_be_visible()
    form.get_by_role("textbox", name="Why may it stand?").fill("The model only sorts a list that people read.")
    form.get_by_role("textbox", name="What keeps the harm small?").fill("A person looks at every score.")
    examine(page, "story-14-acceptance")
    form.get_by_role("button", name="Accept risk").click()
    expect(form).to_have_count(0)


def answer_texts(office: Office, name: str, board: SeenMessage, ref: str) -> None:
    """Let somebody write what is to be written in a section, away from the screen."""
    person = office.person(name)
    person.sees_in_thread(board, f"{ref} {title(ref)}").clicks(f"Answer all of section {ref}")
    form = person.modal(ref)
    for question in next(section for section in built_in().sections if section.ref == ref).questions:
        if question.kind is AnswerKind.TEXT:
            form.fill(f"{question.ref} ", question.good)
    form.submit()


@pytest.mark.usefixtures("opened_board")
def test_somebody_is_reminded_and_answers_from_the_reminder(
    browser: Browser, office: Office, page: Page, model: str
) -> None:
    """Remind now is told to the lead alone; the owner gets one message with the button that solves it."""
    with seat(browser, office, "Ben Okafor") as his:
        card_of(his, model, "2").get_by_role("button", name="Claim section 2").click()
        expect(card_of(page, model, "2")).to_contain_text("owner Ben Okafor", timeout=SLOW)
        board = board_of(page, model)
        # A menu closes when its message is drawn anew, as it is while the thread fills.
        expect(board.get_by_role("link", name="7 Can it be used?")).to_be_visible(timeout=SLOW)
        expect(board).to_contain_text("Ben Okafor", timeout=SLOW)
        board.get_by_role("button", name="More actions", exact=True).click()
        page.get_by_role("menuitem", name="Remind now").click()
        only_her = page.get_by_role("article", name=re.compile("only visible to you"))
        expect(only_her.filter(has_text="Reminded").last).to_be_visible(timeout=SLOW)

        unread = his.get_by_role("link", name=re.compile(r"^deploy-check, \d+ mention"))
        expect(unread).to_be_visible(timeout=SLOW)
        unread.click()
        reminder = his.get_by_role("article", name="deploy-check").filter(has_text="remind").last
        expect(reminder).to_contain_text(model, timeout=SLOW)
        examine(his, "story-11-reminder")
        reminder.get_by_role("button", name=re.compile("Answer next question")).first.click()

        expect(his.get_by_role("dialog")).to_contain_text("2.1")


def test_the_keyboard_is_enough(page: Page, model: str) -> None:
    """A check is started, its thread opened, a question answered in a form and saved without touching the mouse."""
    press = page.keyboard.press
    page.get_by_role("textbox", name="Message #ml-platform").focus()
    page.keyboard.type(f"/deploy-check {model} v1")
    press("Enter")
    board = board_of(page, model)
    expect(board.get_by_role("button", name=re.compile(r"\d+ repl"))).to_be_visible(timeout=SLOW)
    tab_to(page, board.get_by_role("button", name=re.compile(r"\d+ repl")), "Shift+Tab")
    press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    whole = thread.get_by_role("button", name="Answer all of section 1", exact=True)
    expect(whole).to_be_visible(timeout=SLOW)
    tab_to(page, whole, "Tab")
    press("Enter")
    form = page.get_by_role("dialog", name="1 What problem")
    expect(form.get_by_role("textbox", name=re.compile("^1[.]1 "))).to_be_focused()
    page.keyboard.type("Fewer customers leave.")
    press("Control+Enter")

    expect(form).to_have_count(0)
    expect(whole).to_be_focused()
    card = card_of(page, model, "1")
    expect(card).to_contain_text("Fewer customers leave.", timeout=SLOW)
    press("Escape")
    expect(thread).not_to_be_visible()


def tab_to(page: Page, wanted: Locator, key: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(120):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to {wanted}")
