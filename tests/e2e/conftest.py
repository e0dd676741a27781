"""A whole Fanscope and a browser for the tests of the page, one of each a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from support.browser import launch_browser
from support.installation import Installation


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
