"""A whole Fanscope and a browser for the tests of the page, one of each a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from support.browser import launch_browser
from support.installation import Installation

expect.set_options(timeout=30_000)
"""Tests beside this one may hold both processors for seconds; what fails waits no longer for it."""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("home"))
    try:
        installation.start_backend()
        installation.start_worker()
        yield installation
    finally:
        installation.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch_browser() as browser:
        yield browser


@pytest.fixture
def address(installation: Installation) -> str:
    return f"http://127.0.0.1:{installation.port}"
