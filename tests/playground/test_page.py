"""The page in a real browser, against the real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from bot.playground.server import Options, PlaygroundServer
from tests.browser import window
from tests.playground.conftest import HASTE

pytestmark = pytest.mark.browser

PRIYA, CHANNEL = "U0PRIYARAM", "C0MLDEPLOY"
HOSTILE = '<img src=x onerror="window.broken = true">'


@pytest.fixture(scope="module")
def slack() -> Iterator[PlaygroundServer]:
    with PlaygroundServer(Options(rate_scale=HASTE)) as server:
        yield server


@pytest.fixture
def page(browser: Browser, slack: PlaygroundServer) -> Iterator[Page]:
    """Open the workspace as Priya, in a window of her own."""
    with window(browser, f"{slack.url}?as={PRIYA}&channel={CHANNEL}") as page:
        expect(page.get_by_role("button", name="Act as: Priya Raman")).to_be_visible()
        yield page


def posted(slack: PlaygroundServer, text: str, *, thread: str | None = None) -> str:
    """Let the app post into the channel and return the message's `ts`."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    return str(client.chat_postMessage(channel=CHANNEL, text=text, thread_ts=thread)["ts"])


def test_a_message_is_seen_as_the_person_one_acts_as(page: Page) -> None:
    """After switching to somebody else in the sidebar, what one writes is theirs and the place stays."""
    page.get_by_role("button", name="Act as: Priya Raman").click()
    page.get_by_role("option", name="Ben Okafor").click()
    box = page.get_by_role("textbox", name="Message #ml-deployments")
    expect(page.get_by_role("button", name="Act as: Ben Okafor")).to_be_visible()

    box.fill("The features are clean.")
    box.press("Enter")

    said = page.get_by_role("article", name="Ben Okafor").filter(has_text="The features are clean.")
    expect(said).to_be_visible()


def test_markup_that_somebody_types_stays_text(page: Page) -> None:
    """A person who writes HTML sees the HTML that they wrote."""
    box = page.get_by_role("textbox", name="Message #ml-deployments")
    box.fill(f"Typed {HOSTILE}")
    box.press("Enter")

    expect(page.get_by_role("article").filter(has_text=f"Typed {HOSTILE}")).to_be_visible()
    assert page.evaluate("window.broken") is None


def test_markup_that_an_app_sends_stays_text(page: Page, slack: PlaygroundServer) -> None:
    """Text that an app forgot to escape is shown as it came, and runs nothing."""
    posted(slack, f"Unescaped {HOSTILE}")

    expect(page.get_by_role("article").filter(has_text=f"Unescaped {HOSTILE}")).to_be_visible()
    assert page.evaluate("window.broken") is None


def test_a_link_to_a_reply_opens_its_thread(page: Page, slack: PlaygroundServer) -> None:
    """A permalink to a reply stays within the page and shows the reply beside its channel."""
    root = posted(slack, "Fraud model v2 is open")
    reply = posted(slack, "Section 4 is complete", thread=root)
    link = f"{slack.url}archives/{CHANNEL}/p{reply.replace('.', '')}?thread_ts={root}&cid={CHANNEL}"
    posted(slack, f"<{link}|See section 4>")

    page.get_by_role("link", name="See section 4").click()

    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("article").filter(has_text="Section 4 is complete")).to_be_visible()


def test_a_burst_in_a_thread_keeps_what_is_being_typed(page: Page, slack: PlaygroundServer) -> None:
    """While twelve replies arrive, the draft of a reply and the focus stay where they are."""
    root = posted(slack, "Churn model v5 is open")
    posted(slack, "Section 1", thread=root)
    message = page.get_by_role("article").filter(has_text="Churn model v5 is open")
    message.get_by_role("button", name="1 reply").click()
    box = page.get_by_role("textbox", name="Reply …")
    box.fill("I am on it")

    for number in range(2, 13):
        posted(slack, f"Section {number}", thread=root)

    expect(page.get_by_role("complementary", name="Thread").get_by_text("Section 12")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("I am on it")
