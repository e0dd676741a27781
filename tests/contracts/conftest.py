"""Every test of this folder runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store
from support.postgres import new_database, postgres_server

__all__ = ["postgres_server"]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database made by the migrations, to be copied."""
    home = tmp_path_factory.mktemp("migrated")
    migrate(Settings(home=home))
    return home / "fanscope.sqlite"


@pytest.fixture(scope="session")
def migrated_database(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database made by the migrations; tests empty it behind them."""
    with new_database(postgres_server) as url:
        migrate(Settings(database_url=SecretStr(url)))
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty, migrated database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path)
        yield Settings(home=tmp_path)
        return
    url = request.getfixturevalue("migrated_database")
    yield Settings(home=tmp_path, database_url=SecretStr(url))
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE experiments, projects CASCADE")


@pytest.fixture
def store(settings: Settings, clock: Clock) -> Iterator[Store]:
    store = open_store(settings, clock=clock)
    yield store
    store.close()
