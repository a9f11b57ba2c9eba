"""A real Chromium for the tests that look at the page: how it is started, photographed, and examined by axe."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it ships no types
from playwright.sync_api import Browser, Page, expect, sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / ".screenshots"
WIDE, NARROW = (1280, 860), (400, 800)
_PATIENCE = 15_000
"""Milliseconds to look for something: a machine that runs other tests beside these is slow."""
# Nothing of the browser's own may go out, and a container gives no sandbox to it.
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def _binary() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise NoBrowser("No Chromium was found: install one, or name it in CHROMIUM.")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser. Raises NoBrowser."""
    binary = _binary()
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, address: str) -> Iterator[Page]:
    """Open `address` in a window of its own, with no memory of other windows."""
    context = browser.new_context(viewport=_size(WIDE), color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def _size(size: tuple[int, int]) -> Any:
    return {"width": size[0], "height": size[1]}


def examine(page: Page, name: str) -> None:
    """Photograph what is on the screen in light, in dark and in a narrow window, and fail with what axe finds there."""
    found = []
    for look, scheme, size in (("light", "light", WIDE), ("dark", "dark", WIDE), ("narrow", "light", NARROW)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size(_size(size))
        photograph(page, f"{name}-{look}")
        found += [f"{look}: {barrier}" for barrier in barriers(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_size(WIDE))
    assert not found, "\n".join(found)


def photograph(page: Page, name: str) -> None:
    """Keep a picture of the window for people to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def barriers(page: Page) -> list[str]:
    """Say what on the screen keeps somebody out, in the words of axe-core."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}: {node['failureSummary']}" for rule in violations for node in rule["nodes"]]
