"""Experiments: accepting, reading, listing, cancelling, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope import estimates
from fanscope.errors import ConflictError, NotFoundError
from fanscope.spec import ExperimentSpec
from fanscope_backend.store.accepting import accept, key_was_used
from fanscope_backend.store.ending import cancel
from fanscope_backend.store.ids import require_id
from fanscope_backend.store.listing import Filters, Page, find_page
from fanscope_backend.store.mapping import experiment_records, run_record
from fanscope_backend.store.orders import add_check, order_of
from fanscope_backend.store.planning import add_jobs, new_experiment
from fanscope_backend.store.records import ENDED, ExperimentRecord, Lane, RunRecord
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Check, Experiment, Job, Run


@dataclass(frozen=True, slots=True)
class Accepted:
    """An experiment, its jobs, and whether this call made it (its idempotency key may have, before)."""

    experiment: ExperimentRecord
    job_ids: tuple[str, ...]
    is_new: bool


class Experiments:
    """The life of an experiment, apart from what its workers write."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def create_experiment(
        self,
        spec: ExperimentSpec,
        estimate: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Accepted:
        """Accept a spec: one experiment, one queued job per run.

        Args:
            spec: What to train.
            estimate: What it will cost, :class:`~fanscope.estimates.Estimates` as a mapping; made
                here where it is not given.
            idempotency_key: Makes a second call with the same key and spec return the first's experiment.

        Raises:
            ConflictError: The idempotency key was used for another spec.
        """
        cost = asdict(estimates.estimate(spec)) if estimate is None else dict(estimate)
        with self._transactions.write() as session:
            now = self._transactions.clock()
            made = accept(session, spec, cost, idempotency_key=idempotency_key, now=now)
            if _is_check(session, made.row):
                raise key_was_used()
            return Accepted(_record(session, made.row), made.job_ids, is_new=made.is_new)

    def rerun(self, experiment_id: str) -> Accepted:
        """Accept the spec of an experiment once more, as a new experiment.

        A check becomes a new check with the same gates for the same project, commit and branch. It is compared with what is the
        baseline now, and does not become the baseline itself.
        """
        require_id(experiment_id, noun="experiment")
        with self._transactions.write() as session:
            now = self._transactions.clock()
            old = _require(session, experiment_id)
            spec = ExperimentSpec.model_validate(old.spec)
            row = new_experiment(spec, old.estimate, idempotency_key=None, now=now)
            session.add(row)
            session.flush()
            job_ids = add_jobs(session, row, spec, now=now, lane=_lane_of(session, old))
            order = order_of(_record(session, old))
            if order is not None:
                add_check(session, row.id, replace(order, becomes_baseline=False), now=now)
            return Accepted(_record(session, row), job_ids, is_new=True)

    def get_experiment(self, experiment_id: str) -> ExperimentRecord:
        """Return one experiment with its runs.

        Raises:
            NotFoundError: There is none.
        """
        require_id(experiment_id, noun="experiment")
        with self._transactions.read() as session:
            return _record(session, _require(session, experiment_id))

    def get_run(self, run_id: str) -> RunRecord:
        """Return one run.

        Raises:
            NotFoundError: There is none.
        """
        require_id(run_id, noun="run")
        with self._transactions.read() as session:
            row = session.get(Run, run_id)
            if row is None:
                raise NotFoundError(f"there is no run {run_id!r}")
            return run_record(row)

    def list_experiments(
        self,
        query: str | None = None,
        status: str | None = None,
        scheme: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page:
        """Return a page of experiments, newest first: ``query`` is part of the name, ``scheme`` a label."""
        filters = Filters(query=query, status=status, scheme=scheme)
        with self._transactions.read() as session:
            return find_page(session, filters, cursor=cursor, limit=limit)

    def cancel_experiment(self, experiment_id: str) -> ExperimentRecord:
        """Cancel what has not ended yet; workers notice at their next write. Cancelling twice does nothing.

        Raises:
            NotFoundError: There is no such experiment.
            ConflictError: It has finished or failed already.
        """
        require_id(experiment_id, noun="experiment")
        with self._transactions.write() as session:
            row = _require(session, experiment_id, lock=True)
            if row.status in ENDED - {"cancelled"}:
                raise ConflictError(
                    f"the experiment has {row.status} already; delete it or rerun it"
                )
            if row.status != "cancelled":
                cancel(session, row, now=self._transactions.clock())
            return _record(session, row)

    def delete_experiment(self, experiment_id: str) -> None:
        """Delete an experiment with everything that it owns; its workers lose their leases.

        Raises:
            NotFoundError: There is no such experiment.
        """
        require_id(experiment_id, noun="experiment")
        with self._transactions.write() as session:
            row = _require(session, experiment_id, lock=True)
            session.info.setdefault("rung", set()).add(experiment_id)
            session.delete(row)

    def save_digest(self, experiment_id: str, digest: Mapping[str, Any]) -> None:
        """Keep the digest of an experiment that has ended; nothing if it is gone."""
        with self._transactions.write() as session:
            row = session.get(Experiment, experiment_id, with_for_update=True)
            if row is not None and row.status in ENDED:
                row.digest = dict(digest)


def _require(session: Session, experiment_id: str, *, lock: bool = False) -> Experiment:
    row = session.get(Experiment, experiment_id, with_for_update=lock or None)
    if row is None:
        raise NotFoundError(f"there is no experiment {experiment_id!r}")
    return row


def _lane_of(session: Session, row: Experiment) -> Lane:
    query = select(Job.lane).where(Job.experiment_id == row.id).limit(1)
    return cast(Lane, session.scalar(query))


def _is_check(session: Session, row: Experiment) -> bool:
    return session.get(Check, row.id) is not None


def _record(session: Session, row: Experiment) -> ExperimentRecord:
    session.flush()
    return experiment_records(session, [row])[0]
