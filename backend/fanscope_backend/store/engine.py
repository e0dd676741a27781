"""One engine for both databases."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

PRAGMAS = (
    "journal_mode = WAL",  # readers never wait for the writer
    "foreign_keys = ON",  # off by default; deletion cascades
    "busy_timeout = 30000",  # writers wait for each other, 30 s
    "synchronous = NORMAL",  # safe with WAL: a power cut may lose the last commits, never the file
)


def open_engine(url: str) -> Engine:
    """Return an engine whose JSON columns never hold NaN and whose transactions say how they begin."""
    options: dict[str, Any] = {"json_serializer": _dump_json, "json_deserializer": orjson.loads}
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, options)
    return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30, **options)


def _open_sqlite(url: str, options: dict[str, Any]) -> Engine:
    engine = create_engine(url, pool_size=10, max_overflow=30, **options)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock at once in a writing transaction: one that takes it later can fail."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _dump_json(value: object) -> str:
    return orjson.dumps(value).decode()
