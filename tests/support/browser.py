"""A real browser for tests: Debian's Chromium, driven by Playwright, and what it complains about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MS = 30_000
FAILURES = Path(__file__).parents[2] / "test-results"
"""Where the page is photographed as it was when a test failed; git-ignored."""


@contextmanager
def launch_browser() -> Iterator[Browser]:
    """Yield Chromium; where there is none, skip with a word, but never in CI."""
    path = shutil.which("chromium")
    if path is None:
        message = "Chromium is not installed: apt-get install chromium"
        if os.environ.get("CI"):
            raise RuntimeError(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Complaints:
    """Everything that a person with the console open would see go wrong."""

    def __init__(self, page: Page, *, expected_statuses: tuple[int, ...] = ()) -> None:
        """Listen to a page; answers with an expected status are no complaint."""
        self._expected = expected_statuses
        self.found: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.found.append(f"exception: {error}"))
        page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_answer:
            self.found.append(message.text)

    def _look(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.found.append(f"{response.status} {response.url}")


@contextmanager
def open_page(
    browser: Browser,
    *,
    width: int = 1440,
    height: int = 1000,
    theme: str = "light",
) -> Iterator[Page]:
    """Yield a page of a fresh profile."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        accept_downloads=True,
    )
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    try:
        yield page
    except BaseException:
        FAILURES.mkdir(exist_ok=True)
        page.screenshot(path=FAILURES / f"{len(list(FAILURES.iterdir()))}.png", full_page=True)
        raise
    finally:
        context.close()
