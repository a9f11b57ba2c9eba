"""Every kind of block and element on the page in a real browser: seen, used by mouse and keyboard, heard by the app."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from bot.playground.rate_limits import BURST
from bot.playground.server import Options
from tests.browser import examine, window
from tests.playground.conftest import ANN, BO, HASTE, OPEN, SEED
from tests.playground.showroom import showroom

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """Yield a small workspace with the showroom, which may read files."""
    seed = tmp_path_factory.mktemp("seed") / "showroom.yaml"
    seed.write_text(SEED.replace('"files:write"', '"files:write", "files:read", "app_mentions:read"'), encoding="utf-8")
    with Playground(Options(seed=seed, rate_scale=HASTE)) as slack:
        handler = SocketModeHandler(showroom(slack.server), slack.server.app_token)
        handler.connect()  # type: ignore[no-untyped-call] # Bolt ships it so
        assert slack.wait_for_app()
        yield slack
        handler.close()  # type: ignore[no-untyped-call] # likewise


@contextmanager
def seat(browser: Browser, slack: Playground, person: str = ANN) -> Iterator[Page]:
    """Open the channel as somebody."""
    with window(browser, f"{slack.server.url}?as={person}&channel={OPEN}") as page:
        expect(page.get_by_role("textbox", name="Message #open")).to_be_visible()
        yield page


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


def whispered(page: Page, text: str) -> Locator:
    """Return what only this person is told."""
    return page.get_by_role("article", name=re.compile("only visible to you")).filter(has_text=text).last


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


def test_a_message_has_the_shortcuts_of_the_app(page: Page) -> None:
    """What the app offers for messages is in the menu of each, and says whose it is."""
    box = page.get_by_role("textbox", name="Message #open")
    box.fill("The features are clean.")
    box.press("Enter")
    said = page.get_by_role("article", name="Ann Boateng").filter(has_text="The features are clean.").last
    said.get_by_role("button", name="More actions for this message").press("Enter")
    shortcut = page.get_by_role("menuitem", name="Look closer")
    expect(shortcut).to_contain_text("checker")
    shortcut.press("Enter")

    dialog = page.get_by_role("dialog", name="Looking closer")
    expect(dialog).to_contain_text("The features are clean.")
    dialog.get_by_role("button", name="Close", exact=True).click()


def test_the_composer_has_the_global_shortcuts(page: Page) -> None:
    """They stand beside the box for writing."""
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Start").click()

    expect(page.get_by_role("dialog", name="Form")).to_be_visible()
    page.keyboard.press("Escape")


def test_the_home_tab_is_the_apps_own_page(page: Page) -> None:
    """What the app has published stands there with its buttons; the arrow keys change between its tabs."""
    page.get_by_role("link", name="checker").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="Yours")).to_be_visible()
    examine(page, "home")
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("tab", name="Home").press("ArrowRight")

    expect(page.get_by_role("article").filter(has_text="Answered at home").last).to_be_visible()


def test_a_direct_message_is_unread_until_it_is_seen(page: Page, slack: Playground) -> None:
    """The sidebar counts it, in words for those who hear it; opening the conversation takes the mark away."""
    slack.client().chat_postMessage(channel=ANN, text="Section 2 is yours")
    link = page.get_by_role("link", name=re.compile(r"^checker, \d+ mentions?$"))
    expect(link).to_be_visible()
    link.click()

    expect(page.get_by_role("separator", name="New")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="Section 2 is yours").last).to_be_visible()
    expect(page.get_by_role("link", name="checker", exact=True)).to_be_visible()


def test_a_thread_opens_beside_its_channel(page: Page, slack: Playground) -> None:
    """Replies are read and written in a pane, news are announced, and Escape closes it."""
    root = slack.client().chat_postMessage(channel=OPEN, text="Fraud model is open")["ts"]
    said = page.get_by_role("article").filter(has_text="Fraud model is open")
    said.get_by_role("button", name="Reply in thread").press("Enter")
    pane = page.get_by_role("complementary", name="Thread")
    box = pane.get_by_role("textbox", name="Reply …")
    expect(box).to_be_focused()
    page.keyboard.type("@chec")
    page.keyboard.press("Tab")
    page.keyboard.type("what is left?")
    page.keyboard.press("Enter")

    expect(pane.get_by_role("article").filter(has_text="You called, @Ann Boateng")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("checker: You called, @Ann Boateng")
    slack.client().chat_postMessage(channel=OPEN, thread_ts=root, text="Done", reply_broadcast=True)
    expect(pane.get_by_text("Also sent to the channel")).to_be_visible()
    box.press("Escape")
    expect(pane).to_have_count(0)


def test_the_inspector_shows_refusals_with_their_times(page: Page, slack: Playground) -> None:
    """A refused call stands out with its reason, the second it came and how long it took; the rest can be hidden."""
    slack.client().api_call("api.test", json={"why": "a call that goes well"})
    with pytest.raises(SlackApiError, match="channel_not_found"):
        slack.client().chat_postMessage(channel="C0NOWHERE", text="x")
    page.get_by_role("button", name="Traffic").click()
    pane = page.get_by_role("complementary", name="Traffic")
    refused = pane.locator("details").filter(has_text="channel_not_found").first
    expect(refused).to_contain_text(re.compile(r"\d\d:\d\d:\d\d.*chat\.postMessage.*channel_not_found.*\d+ ms"))
    went_well = pane.locator("details").filter(has_text="api.test").first
    expect(went_well).to_be_visible()

    refused.locator("summary").click()
    expect(refused.get_by_text('"C0NOWHERE"')).to_be_visible()
    examine(page, "traffic")
    pane.get_by_role("checkbox", name="Refusals only").check()

    expect(went_well).not_to_be_visible()
    expect(refused).to_be_visible()


def test_the_inspector_shows_when_the_app_may_come_back(browser: Browser, seed_file: Path) -> None:
    """A call that came too soon is shown with its status and with the seconds that Slack asked the app to wait."""
    with Playground(Options(seed=seed_file)) as strict, seat(browser, strict) as page:
        for number in range(BURST):
            strict.client().chat_postMessage(channel=OPEN, text=f"Message {number}")
        with pytest.raises(SlackApiError, match="ratelimited"):
            strict.client().chat_postMessage(channel=OPEN, text="One too many")
        page.get_by_role("button", name="Traffic").click()
        pane = page.get_by_role("complementary", name="Traffic")
        pane.get_by_role("checkbox", name="Refusals only").check()

        too_soon = pane.locator("details").filter(has_text="chat.postMessage").filter(visible=True)
        expect(too_soon).to_contain_text(re.compile(r"\d\d:\d\d:\d\d.*429 · ratelimited · retry after \d+ s.*\d+ ms"))
        examine(page, "traffic-too-soon")


def test_a_file_stands_under_its_message(page: Page, slack: Playground) -> None:
    """Its name, kind and size are shown, and a press fetches it."""
    slack.client().files_upload_v2(channel=OPEN, filename="report.md", content="# Report", initial_comment="The report")
    card = page.get_by_role("article").filter(has_text="The report").last.get_by_role("link", name="report.md")
    expect(card).to_contain_text("MD · 1 kB")

    with page.expect_download() as fetched:
        card.click(modifiers=["Alt"])
    assert Path(fetched.value.path()).read_text(encoding="utf-8") == "# Report"


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
