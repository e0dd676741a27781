"""The event log: appending inside a caller's transaction, and reading."""

from __future__ import annotations

from datetime import datetime
from math import isfinite

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope.errors import NotFoundError
from fanscope_backend.store.ids import require_id
from fanscope_backend.store.records import EventRecord
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Event, Experiment


def append_event(
    session: Session,
    experiment: Experiment,
    kind: str,
    *,
    at: datetime,
    run_id: str | None = None,
    **payload: JsonValue,
) -> None:
    """Append one event; ``experiment`` is locked by this transaction, so its counter is ours."""
    experiment.last_sequence += 1
    session.add(
        Event(
            experiment_id=experiment.id,
            sequence=experiment.last_sequence,
            kind=kind,
            run_id=run_id,
            payload=payload,
            at=at,
        )
    )
    session.info.setdefault("rung", set()).add(experiment.id)


def finite_or_none(value: float | None) -> float | None:
    """Return the number, or None in place of NaN and infinities, which JSON cannot hold."""
    return value if value is not None and isfinite(value) else None


class Log:
    """Reads of the event log."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def events_after(
        self, experiment_id: str, sequence: int, limit: int = 1000
    ) -> tuple[EventRecord, ...]:
        """Return the events with a greater sequence, oldest first, at most ``limit``.

        Raises:
            NotFoundError: There is no such experiment.
        """
        require_id(experiment_id, noun="experiment")
        query = (
            select(Event)
            .where(Event.experiment_id == experiment_id, Event.sequence > sequence)
            .order_by(Event.sequence)
            .limit(limit)
        )
        with self._transactions.read() as session:
            events = tuple(_record(row) for row in session.scalars(query))
            if not events and session.get(Experiment, experiment_id) is None:
                raise NotFoundError(f"there is no experiment {experiment_id!r}")
            return events

    def last_sequences(self, experiment_ids: frozenset[str]) -> dict[str, int]:
        """Return the newest event's sequence of each experiment that exists."""
        query = select(Experiment.id, Experiment.last_sequence).where(
            Experiment.id.in_(experiment_ids)
        )
        with self._transactions.read() as session:
            return {row.id: row.last_sequence for row in session.execute(query)}


def _record(row: Event) -> EventRecord:
    return EventRecord(
        sequence=row.sequence, kind=row.kind, run_id=row.run_id, at=row.at, payload=row.payload
    )
