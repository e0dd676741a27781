"""Accepting a spec: the rows of its experiment, once for each idempotency key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fanscope.errors import ConflictError
from fanscope.spec import ExperimentSpec
from fanscope_backend.store.mapping import spec_json
from fanscope_backend.store.planning import add_jobs, new_experiment
from fanscope_backend.store.records import Lane
from fanscope_backend.store.tables import Experiment, Job


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The row of an experiment, its jobs, and whether they are new (the key may have made them before)."""

    row: Experiment
    job_ids: tuple[str, ...]
    is_new: bool


def accept(
    session: Session,
    spec: ExperimentSpec,
    estimate: Mapping[str, Any],
    *,
    idempotency_key: str | None,
    now: datetime,
    lane: Lane = "ordinary",
) -> Acceptance:
    """Insert an experiment with its queued jobs, unless its key has been used for the same spec.

    Raises:
        ConflictError: The key was used for another spec.
    """
    earlier = _find_by_key(session, idempotency_key)
    if earlier is None:
        row = new_experiment(spec, dict(estimate), idempotency_key=idempotency_key, now=now)
        earlier = _insert_unless_key_is_taken(session, row)
    if earlier is not None:
        return _accept_again(session, earlier, spec)
    return Acceptance(row, add_jobs(session, row, spec, now=now, lane=lane), is_new=True)


def key_was_used() -> ConflictError:
    """Return the error for a key that stands for something else already."""
    return ConflictError("this Idempotency-Key was used for another spec; use a new key")


def _find_by_key(session: Session, key: str | None) -> Experiment | None:
    if key is None:
        return None
    return session.scalar(select(Experiment).where(Experiment.idempotency_key == key))


def _insert_unless_key_is_taken(session: Session, row: Experiment) -> Experiment | None:
    """Insert the experiment; return the one that has its key, if another server was faster."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        rival = _find_by_key(session, row.idempotency_key)
        if rival is None:
            raise
        return rival
    return None


def _accept_again(session: Session, row: Experiment, spec: ExperimentSpec) -> Acceptance:
    if row.spec != spec_json(spec):
        raise key_was_used()
    query = select(Job.id).where(Job.experiment_id == row.id).order_by(Job.position)
    return Acceptance(row, tuple(session.scalars(query)), is_new=False)
