"""Every kind of element on the page in a real browser: seen, used by mouse and keyboard, and heard by the app."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from bot.playground.playground import Playground
from tests.browser import examine
from tests.playground.conftest import ANN, BO, OPEN
from tests.playground.screen import open_showroom, seat, whispered

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with open_showroom(tmp_path_factory.mktemp("seed")) as slack:
        yield slack


@pytest.fixture
def page(browser: Browser, slack: Playground) -> Iterator[Page]:
    with seat(browser, slack) as page:
        yield page


@pytest.fixture
def message(page: Page, slack: Playground) -> Locator:
    """Return the showroom's newest message, brought by a command."""
    before = len(slack.messages(OPEN))
    box = page.get_by_role("textbox", name="Message #open")
    box.fill("/check elements")
    box.press("Enter")
    expect(page.get_by_role("button", name="Open form")).to_have_count(_count(slack, before) + 1)
    return page.get_by_role("article", name="checker").filter(has_text="Showroom").last


def _count(slack: Playground, before: int) -> int:
    return sum("Showroom" in message["text"] for message in slack.messages(OPEN)[:before])


@pytest.fixture
def form(page: Page, message: Locator) -> Iterator[Locator]:
    message.get_by_role("button", name="Open form").click()
    dialog = page.get_by_role("dialog", name="Form")
    expect(dialog).to_be_visible()
    yield dialog
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_text_looks_as_in_slack(message: Locator) -> None:
    """Marks format, names stand for ids, a date is in the reader's zone, and a shortcode is a picture."""
    expect(message.get_by_role("heading", name="Showroom")).to_be_visible()
    for words in ("@Ann Boateng", "@leads", "#open", "Mar 31, 2026 at 08:30", "✅", "Said by somebody", "1,204"):
        expect(message.get_by_text(words).first).to_be_visible()
    expect(message.locator("b", has_text="Bold")).to_be_visible()
    expect(message.locator("code", has_text="code")).to_be_visible()
    expect(message.get_by_role("link", name="the run")).to_have_attribute("href", "https://example.com/run")


def test_a_dialog_asks_before_it_is_done(page: Page, message: Locator) -> None:
    """The question holds the focus; no gives it back and tells nobody, yes tells the app."""
    delete = message.get_by_role("button", name="Delete")
    delete.click()
    dialog = page.get_by_role("dialog", name="Delete it?")
    expect(dialog).to_contain_text("Nobody can bring it back.")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    expect(delete).to_be_focused()
    told = whispered(page, "Heard delete")
    expect(told).to_have_count(0)

    delete.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    expect(told).to_contain_text("Only visible to you")
    told.get_by_role("button", name="Dismiss message").click()
    expect(told).to_have_count(0)


def test_the_focus_stays_close_to_what_is_gone(page: Page, message: Locator, slack: Playground) -> None:
    """A button that its own press took away leaves the focus at its message, and a message at its list."""
    client, ts = slack.client(), slack.messages(OPEN)[-1]["ts"]
    message.get_by_role("button", name="Delete").focus()
    client.chat_update(channel=OPEN, ts=ts, text="Drawn over")
    expect(page.get_by_role("article").filter(has_text="Drawn over")).to_be_focused()

    client.chat_delete(channel=OPEN, ts=ts)

    expect(page.get_by_role("log", name="Messages")).to_be_focused()


def test_a_form_gives_the_focus_back(page: Page, form: Locator, slack: Playground) -> None:
    """Also when the button that it was opened with has been drawn over meanwhile."""
    expect(form).to_be_visible()
    slack.client().chat_update(channel=OPEN, ts=slack.messages(OPEN)[-1]["ts"], text="No button left")
    changed = page.get_by_role("article", include_hidden=True).filter(has_text="No button left")
    expect(changed).to_be_attached()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(changed).to_be_focused()


def test_a_menu_is_searched_by_keyboard(page: Page, message: Locator) -> None:
    """Arrow down opens the list, typing narrows it, Enter picks, and the focus is back at the menu."""
    menu = message.get_by_role("combobox", name="Pick a colour")
    menu.press("ArrowDown")
    search = page.get_by_role("combobox", name="Search Pick a colour")
    expect(search).to_be_focused()
    page.keyboard.type("gre")
    expect(page.get_by_role("option")).to_have_text(["Green", "Grey"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(search).to_have_attribute("aria-activedescendant", re.compile("option"))
    page.keyboard.press("Enter")

    expect(menu).to_be_focused()
    expect(menu).to_have_text("Green")
    expect(whispered(page, 'Heard colour: ["green"]')).to_be_visible()


def test_a_list_stays_at_its_menu_while_it_gets_shorter(page: Page, message: Locator) -> None:
    """Where a list had to open above its menu, what typing leaves of it is not left behind up there."""
    menu = message.get_by_role("combobox", name="Pick a colour")
    page.set_viewport_size({"width": 1280, "height": 600})
    menu.evaluate("node => node.scrollIntoView({block: 'end'})")
    menu.press("ArrowDown")
    before = _gap_above(page, menu)
    page.keyboard.type("gre")
    expect(page.get_by_role("option")).to_have_count(2)

    assert (before, _gap_above(page, menu)) == (4, 4)


def _gap_above(page: Page, menu: Locator) -> int:
    """Return how many pixels lie between the open list and the menu below it."""
    box, below = page.locator(".popup").bounding_box(), menu.bounding_box()
    assert box is not None
    assert below is not None
    return round(below["y"] - box["y"] - box["height"])


def test_several_are_picked_and_told_once(page: Page, message: Locator) -> None:
    """A list of several stays open; the app hears of all picks when it closes, and a pick can be taken out."""
    message.get_by_role("combobox", name="Several").click()
    page.get_by_role("option", name="One").click()
    page.get_by_role("option", name="Three").click()
    page.keyboard.press("Escape")

    expect(whispered(page, 'Heard several: [["one", "three"]]')).to_be_visible()
    message.get_by_role("button", name="Remove One").click()
    expect(whispered(page, 'Heard several: [["three"]]')).to_be_visible()


def test_a_person_is_found_by_title(page: Page, message: Locator) -> None:
    """The list of people shows who they are, and finds them by it."""
    message.get_by_role("combobox", name="Pick a person").click()
    page.get_by_role("option", name="Bo Lind").click()

    expect(message.get_by_role("combobox", name="Pick a person")).to_have_text("Bo Lind")
    expect(whispered(page, f'Heard person: ["{BO}"]')).to_be_visible()


def test_days_hours_and_moments_are_picked(browser: Browser, slack: Playground, page: Page, message: Locator) -> None:
    """A moment is meant on the clock of the person one acts as, wherever the browser stands."""
    message.get_by_label("Pick a day").fill("2026-03-31")
    expect(whispered(page, 'Heard day: ["2026-03-31"]')).to_be_visible()
    message.locator("[data-action=hour]").fill("14:05")
    expect(whispered(page, 'Heard hour: ["14:05"]')).to_be_visible()
    message.locator("[data-action=moment]").fill("2026-03-31T08:30")
    expect(whispered(page, "Heard moment: [1774945800]")).to_be_visible()

    with seat(browser, slack, BO) as other:
        theirs = other.get_by_role("article", name="checker").filter(has_text="Showroom").last
        theirs.locator("[data-action=moment]").fill("2026-03-31T14:00")
        expect(whispered(other, "Heard moment: [1774945800]")).to_be_visible()


def test_boxes_are_ticked_by_keyboard(page: Page, message: Locator) -> None:
    """Arrow keys go through the radio buttons, space ticks a box."""
    message.get_by_role("radio", name="Low").focus()
    page.keyboard.press("ArrowDown")
    expect(whispered(page, 'Heard risk: ["high"]')).to_be_visible()

    message.get_by_role("checkbox", name="Tested").focus()
    page.keyboard.press("Space")
    expect(whispered(page, 'Heard done: [["tested"]]')).to_be_visible()


def test_a_menu_of_more_actions_is_used_by_keyboard(page: Page, message: Locator) -> None:
    """Enter opens it, arrows move, Enter chooses, Escape closes and gives the focus back."""
    more = message.get_by_role("button", name="More actions", exact=True)
    more.press("Enter")
    expect(page.get_by_role("menuitem", name="Hand over")).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()

    more.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(whispered(page, 'Heard menu: ["mute"]')).to_be_visible()


def test_a_form_says_at_its_fields_what_is_wrong(page: Page, form: Locator) -> None:
    """What is missing, out of range or refused by the app is told at the field, where the focus goes."""
    form.get_by_label("Rows").fill("101")
    form.get_by_role("button", name="Save").click()
    aim = form.get_by_label("Aim")
    expect(aim).to_be_focused()
    expect(aim).to_have_attribute("aria-invalid", "true")
    expect(aim).to_have_accessible_description(re.compile("Please complete this required field"))
    expect(form.get_by_text("Please enter a number of at most 100.")).to_be_visible()
    examine(page, "form-errors")

    form.get_by_label("Rows").fill("7")
    form.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Live").click()
    aim.fill("none")
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_text("Every model has an aim.")).to_be_visible()
    expect(aim).to_be_focused()
    expect(aim).to_have_value("none")
    aim.fill("keep customers")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    expect(page.get_by_role("button", name="Open form").last).to_be_focused()


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": b"0123"}


def test_files_are_put_into_a_form_and_taken_out(page: Page, form: Locator, slack: Playground) -> None:
    """A chosen file stands in the form by name; a kind that is not asked for is refused in words."""
    chooser = form.get_by_label("Report")
    chooser.set_input_files([file("tests.pdf"), file("notes.md")])
    expect(form.get_by_role("listitem")).to_have_count(2)
    chooser.set_input_files([file("more.md")])
    expect(page.get_by_role("status")).to_contain_text("At most 2 files fit here.")
    form.get_by_role("button", name="Remove notes.md").click()
    expect(chooser).to_be_focused()
    chooser.set_input_files([file("run.exe")])
    expect(page.get_by_role("status")).to_contain_text("run.exe is not of a kind that is asked for: pdf, md.")

    form.get_by_label("Aim").fill("files")
    form.get_by_label("Rows").fill("1")
    form.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Batch").click()
    examine(page, "form-files")
    form.get_by_role("button", name="Save").click()

    expect(form).to_have_count(0)
    assert any('report: [["tests.pdf"]]' in told["text"] for told in slack.messages(f"D{ANN[1:]}"))


def test_modals_lie_over_each_other(page: Page, form: Locator) -> None:
    """Back shows the one below as it was left, and Escape takes all away."""
    form.get_by_label("Aim").fill("keep customers")
    form.get_by_role("button", name="Why").click()
    page.get_by_role("dialog", name="Reasons").get_by_role("button", name="Deeper").click()
    roots = page.get_by_role("dialog", name="Roots")
    expect(roots).to_contain_text("Because of that.")
    examine(page, "modal-pushed")

    roots.get_by_role("button", name="Back").click()
    page.get_by_role("dialog", name="Reasons").get_by_role("button", name="Back").click()
    expect(form.get_by_label("Aim")).to_have_value("keep customers")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_modal_keeps_the_keyboard(page: Page, form: Locator) -> None:
    """From the last stop Tab goes to the first, and never behind the dialog."""
    form.get_by_role("button", name="Save").focus()
    page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Close dialog")).to_be_focused()
    page.keyboard.press("Shift+Tab")

    expect(form.get_by_role("button", name="Save")).to_be_focused()
    assert page.locator("#app").evaluate("app => app.inert") is True


def test_a_choice_may_be_asked_about_as_well(page: Page, message: Locator) -> None:
    """Who says no to the question finds the menu as it was; who says yes has told the app."""
    menu = message.get_by_role("combobox", name="Decide")
    menu.click()
    page.get_by_role("option", name="Archive").click()
    page.get_by_role("dialog", name="Archive it?").get_by_role("button", name="Cancel").click()
    expect(menu).to_have_text("Decide")

    menu.click()
    page.get_by_role("option", name="Archive").click()
    page.get_by_role("dialog", name="Archive it?").get_by_role("button", name="Archive").click()

    expect(menu).to_have_text("Archive")
    expect(whispered(page, 'Heard fate: ["archive"]')).to_be_visible()


def test_everything_in_a_message_can_be_perceived(page: Page, message: Locator) -> None:
    """In light, in dark and in a narrow window nothing keeps somebody out, neither of the message nor of a list."""
    expect(message).to_be_visible()
    examine(page, "message")
    message.get_by_role("combobox", name="Pick a colour").click()
    examine(page, "list")
    page.keyboard.press("Escape")
    message.get_by_role("button", name="More actions", exact=True).click()
    examine(page, "menu")
    page.keyboard.press("Escape")
    message.get_by_role("button", name="Delete").click()
    examine(page, "confirm")
    page.keyboard.press("Escape")


def test_a_form_can_be_perceived(page: Page, form: Locator) -> None:
    """Every kind of field has a name, and is told apart from its ground."""
    expect(form).to_be_visible()
    examine(page, "form")
    form.get_by_label("Risk").first.scroll_into_view_if_needed()
    examine(page, "form-end")
    form.get_by_role("combobox", name="Reviewers").click()
    examine(page, "form-people")
    page.keyboard.press("Escape")
