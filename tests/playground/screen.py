"""The showroom before the eyes of somebody: the workspace it runs in, and their window."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler

from bot.playground.playground import Playground
from bot.playground.server import Options
from tests.browser import window
from tests.playground.conftest import ANN, HASTE, OPEN, SEED
from tests.playground.showroom import showroom


@contextmanager
def open_showroom(folder: Path) -> Iterator[Playground]:
    """Run a small workspace with the showroom, which may read files."""
    seed = folder / "showroom.yaml"
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


def whispered(page: Page, text: str) -> Locator:
    """Return what only this person is told."""
    return page.get_by_role("article", name=re.compile("only visible to you")).filter(has_text=text).last
