"""The migrations make just the tables that the code knows, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Engine, inspect, text

from fanscope_backend.settings import Settings
from fanscope_backend.store.engine import open_engine
from fanscope_backend.store.migrate import migrate
from fanscope_backend.store.tables import Table
from support.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(home=tmp_path / "not" / "there")
    url = request.getfixturevalue("postgres_url")
    return Settings(home=tmp_path, database_url=SecretStr(url))


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    migrate(settings)
    engine = open_engine(settings.database)
    yield engine
    engine.dispose()


def test_the_chain_ends_at_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference: Any = compare_metadata(context, Table.metadata)
    assert difference == []


def test_migrating_twice_changes_nothing(engine: Engine, settings: Settings) -> None:
    before = inspect(engine).get_table_names()
    migrate(settings)
    assert inspect(engine).get_table_names() == before


def test_every_constraint_has_a_name(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in Table.metadata.tables:
        assert inspector.get_pk_constraint(table)["name"] == f"pk_{table}"
        for key in inspector.get_foreign_keys(table):
            assert str(key["name"]).startswith(f"fk_{table}_")


def test_sqlite_is_set_up_for_many_readers_and_a_writer(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    migrate(settings)
    engine = open_engine(settings.database)
    expected = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000, "synchronous": 1}
    with engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in expected}
    engine.dispose()
    assert found == expected
