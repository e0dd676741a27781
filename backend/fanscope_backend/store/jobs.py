"""Jobs: who may train what, for how long, and what becomes of a worker that stays silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope_backend.store.ending import end_experiment_if_done, fail_runs
from fanscope_backend.store.locks import hold, lock_experiment
from fanscope_backend.store.log import append_event
from fanscope_backend.store.records import ENDED, Lane, Lease, RunTask
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Experiment, Job, Run

MAX_ATTEMPTS = 3
"""A job that was taken by this many workers, each of which fell silent, is given up."""


class Jobs:
    """Leases: taking, renewing, losing."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def lease_job(self, job_id: str, owner: str, lease_s: float) -> Lease | None:
        """Take a job, or return None if it is unknown, has ended or is held by a live worker.

        A job whose lease ran out is taken over, unless it has been tried too often already.
        """
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment = lock_experiment(session, job_id=job_id)
            job = session.get(Job, job_id, with_for_update=True)
            if experiment is None or job is None or not _is_free(job, now):
                return None
            job.status, job.lease_owner = "running", owner
            job.lease_until = now + timedelta(seconds=lease_s)
            job.attempts += 1
            runs = _open_runs(session, [job_id])
            _start(experiment, now)
            return Lease(
                job_id=job.id,
                experiment_id=experiment.id,
                owner=owner,
                attempt=job.attempts,
                lease_s=lease_s,
                spec=ExperimentSpec.model_validate(experiment.spec),
                runs=tuple(
                    RunTask(run.id, SchemeChoice.model_validate(run.choice), run.seed)
                    for run in runs
                ),
            )

    def lease_next(self, hinted_id: str, owner: str, lease_s: float) -> Lease | None:
        """Take the job whose turn it is when a hint at one arrives; None if there is nothing to do.

        In the quick lane checks take turns: every first job comes before any second one, the oldest check's before the others'. So a
        check with many runs does not hold up one with few. There are as many hints as jobs, whichever each is taken for.
        """
        while (next_id := self._next_job(hinted_id)) is not None:
            lease = self.lease_job(next_id, owner, lease_s)
            if lease is not None:
                return lease  # else another worker was faster, and the next one's turn has come
        return self.lease_job(hinted_id, owner, lease_s)

    def renew(self, lease: Lease) -> None:
        """Keep the job for another ``lease.lease_s`` from now.

        Raises:
            LeaseLost: The job is no longer the caller's.
        """
        with self._transactions.write() as session:
            hold(session, lease, now=self._transactions.clock())

    def release(self, lease: Lease) -> None:
        """Put a job back into the queue because its worker has to stop; this attempt does not count.

        Raises:
            LeaseLost: The job is no longer the caller's.
        """
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment, job = hold(session, lease, now=now)
            job.attempts -= 1
            _requeue(session, experiment, job, now)

    def _next_job(self, hinted_id: str) -> str | None:
        """Return the job whose turn it is; None where the hinted one is not of the quick lane, or none waits there."""
        is_quick = select(Job.id).where(Job.id == hinted_id, Job.lane == "quick").exists()
        query = (
            select(Job.id)
            .where(Job.status == "queued", Job.lane == "quick", is_quick)
            .order_by(Job.position, Job.enqueued_at, Job.id)
            .limit(1)
        )
        with self._transactions.read() as session:
            return session.scalar(query)

    def queued_jobs(self, lane: Lane | None = None) -> tuple[str, ...]:
        """Return the ids of the jobs that wait for a worker, in one lane or in all, oldest first."""
        query = select(Job.id).where(Job.status == "queued").order_by(Job.enqueued_at, Job.position)
        if lane is not None:
            query = query.where(Job.lane == lane)
        with self._transactions.read() as session:
            return tuple(session.scalars(query))

    def lanes_of(self, job_ids: Iterable[str]) -> dict[str, Lane]:
        """Return the lane of each job that exists."""
        wanted = tuple(job_ids)
        if not wanted:
            return {}
        query = select(Job.id, Job.lane).where(Job.id.in_(wanted))
        with self._transactions.read() as session:
            return {row.id: cast(Lane, row.lane) for row in session.execute(query)}

    def forgotten_jobs(self, patience_s: float = 60) -> tuple[str, ...]:
        """Return the oldest queued job if nothing runs and it has waited longer than ``patience_s``.

        Its announcement was lost, or there is no worker; announcing it again does no harm.
        """
        before = self._transactions.clock() - timedelta(seconds=patience_s)
        running = select(Job.id).where(Job.status == "running").exists()
        query = (
            select(Job.id)
            .where(Job.status == "queued", Job.enqueued_at < before, ~running)
            .order_by(Job.enqueued_at, Job.position)
            .limit(1)
        )
        with self._transactions.read() as session:
            return tuple(session.scalars(query))

    def expired_jobs(self, now: datetime | None = None) -> tuple[str, ...]:
        """Put jobs whose worker fell silent back into the queue and return their ids.

        A job that has been tried :data:`MAX_ATTEMPTS` times fails instead.
        """
        moment = now or self._transactions.clock()
        with self._transactions.write() as session:
            experiments = _lock_experiments_with_expired(session, moment)
            query = select(Job).where(
                Job.experiment_id.in_(experiments),
                Job.status == "running",
                Job.lease_until < moment,
            )
            jobs = session.scalars(query.order_by(Job.id).with_for_update()).all()
            for job in jobs:
                _give_up_or_requeue(session, experiments[job.experiment_id], job, moment)
            return tuple(job.id for job in jobs if job.status == "queued")


def _is_free(job: Job, now: datetime) -> bool:
    if job.status == "queued":
        return True
    expired = job.lease_until is not None and job.lease_until < now
    return job.status == "running" and expired and job.attempts < MAX_ATTEMPTS


def _open_runs(session: Session, job_ids: Iterable[str]) -> Sequence[Run]:
    query = select(Run).where(Run.job_id.in_(job_ids), Run.status.not_in(ENDED))
    return session.scalars(query.order_by(Run.position)).all()


def _start(experiment: Experiment, now: datetime) -> None:
    if experiment.status == "queued":
        experiment.status, experiment.started_at = "running", now


def _lock_experiments_with_expired(session: Session, now: datetime) -> dict[str, Experiment]:
    expired = select(Job.experiment_id).where(Job.status == "running", Job.lease_until < now)
    query = select(Experiment).where(Experiment.id.in_(expired)).order_by(Experiment.id)
    rows = session.scalars(query.with_for_update(skip_locked=True))
    return {row.id: row for row in rows}


def _give_up_or_requeue(session: Session, experiment: Experiment, job: Job, now: datetime) -> None:
    if job.attempts < MAX_ATTEMPTS:
        _requeue(session, experiment, job, now)
        return
    job.status, job.lease_owner, job.lease_until = "failed", None, None
    reason = f"{job.attempts} workers in a row stopped without a word while training this run"
    fail_runs(session, experiment, _open_runs(session, [job.id]), error=reason, now=now)
    end_experiment_if_done(session, experiment, now=now)


def _requeue(session: Session, experiment: Experiment, job: Job, now: datetime) -> None:
    job.status, job.enqueued_at = "queued", now
    job.lease_owner = job.lease_until = None
    for run in _open_runs(session, [job.id]):
        run.status, run.step = "queued", 0
        append_event(session, experiment, "run_requeued", at=now, run_id=run.id)
