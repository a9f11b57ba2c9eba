"""The places on the page in a real browser: Home, direct messages, threads, menus of messages, and the inspector."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk.errors import SlackApiError

from bot.playground.playground import Playground
from bot.playground.rate_limits import BURST
from bot.playground.server import Options
from tests.browser import examine, window
from tests.playground.conftest import ANN, CY, OPEN
from tests.playground.screen import open_showroom, seat

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    with open_showroom(tmp_path_factory.mktemp("seed")) as slack:
        yield slack


@pytest.fixture
def page(browser: Browser, slack: Playground) -> Iterator[Page]:
    with seat(browser, slack) as page:
        yield page


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


def test_people_change_what_they_said_themselves(page: Page) -> None:
    """A message is edited where it stands, with names as they were typed, and deleted after a question."""
    box = page.get_by_role("textbox", name="Message #open")
    box.fill("@Bo Lind has dirty features")
    box.press("Enter")
    mine = page.get_by_role("article", name="Ann Boateng")
    said = mine.filter(has_text="dirty features").last
    said.get_by_role("button", name="More actions for this message").press("Enter")
    page.get_by_role("menuitem", name="Edit message").press("Enter")
    editor = page.get_by_role("textbox", name="Edit message")
    expect(editor).to_be_focused()
    expect(editor).to_have_value("@Bo Lind has dirty features")
    examine(page, "edit")
    editor.fill("@Bo Lind has clean features")
    editor.press("Enter")

    said = mine.filter(has_text="@Bo Lind has clean features (edited)").last
    expect(said).to_be_visible()
    said.get_by_role("button", name="More actions for this message").press("Enter")
    page.get_by_role("menuitem", name="Delete message").press("Enter")
    page.get_by_role("dialog", name="Delete message?").get_by_role("button", name="Delete").click()
    expect(said).to_have_count(0)


def test_who_cannot_write_is_told_why_and_offered_nothing(browser: Browser, slack: Playground) -> None:
    """In a channel that somebody has not joined there is neither a box for writing nor a command to try in it."""
    with window(browser, f"{slack.server.url}?as={CY}&channel={OPEN}") as page:
        expect(page.get_by_text("You are not in #open, so you can read here but not write.")).to_be_visible()
        expect(page.get_by_text("This is the very beginning of the #open channel.")).to_be_visible()

        expect(page.get_by_role("textbox")).to_have_count(0)
        expect(page.get_by_role("button", name="/check")).to_have_count(0)


def test_the_composer_has_the_global_shortcuts(page: Page) -> None:
    """They stand beside the box for writing."""
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Start").click()

    expect(page.get_by_role("dialog", name="Form")).to_be_visible()
    page.keyboard.press("Escape")
