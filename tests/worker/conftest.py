"""A migrated SQLite store for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, lease_s=30, device="cpu")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    migrate(settings)
    store = open_store(settings)
    yield store
    store.close()
