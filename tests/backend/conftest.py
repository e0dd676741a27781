from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.server import Server, run_app
from support.working import working


@pytest.fixture(autouse=True, scope="module")
def bare_environment() -> Iterator[None]:
    """Settings of the machine, FANSCOPE_DATA above all, are none of these tests' business."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("FANSCOPE_")]:
            patch.delenv(name)
        yield


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The application over an empty SQLite database."""
    with run_app(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One application for all tests of a module that leave nothing behind."""
    with run_app(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def worked(server: Server, tmp_path: Path) -> Iterator[Server]:
    """A server with a worker."""
    with working(server.store, tmp_path):
        yield server
