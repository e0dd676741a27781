"""Transactions: the only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

Clock = Callable[[], datetime]
Ring = Callable[[frozenset[str]], None]


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class Transactions:
    """Opens reading and writing transactions, and rings for the experiments that got new events.

    Attributes:
        clock: Tells the time; tests give their own.
        ring: Called after a commit with the ids of the experiments that have new events.
    """

    def __init__(self, engine: Engine, *, clock: Clock = utc_now, ring: Ring | None = None) -> None:
        """Keep the engine; nothing is connected yet."""
        self.engine = engine
        self.clock = clock
        self.ring = ring

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database and writes nothing."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session; commit at the end, roll back on any error."""
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options={"writes": True})
            yield session
            rung = frozenset[str](session.info.get("rung", ()))
            session.commit()
        if rung and self.ring is not None:
            self.ring(rung)
