"""Bringing a database to the current tables: one Alembic chain for both dialects, inside the package."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from fanscope_backend.settings import Settings
from fanscope_backend.store.engine import open_engine


def migrate(settings: Settings) -> None:
    """Create or upgrade the database of these settings. Safe to call at every start."""
    make_database_folder(settings)
    engine = open_engine(settings.database)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that this database lacks, all in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def make_database_folder(settings: Settings) -> None:
    """Make the folder that holds the SQLite file, if that is what the settings name."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
