"""Taking hold of an experiment, always before its jobs and runs, so that writers never deadlock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope_backend.store.records import Lease, LeaseLost
from fanscope_backend.store.tables import Experiment, Job


def lock_experiment(session: Session, *, job_id: str) -> Experiment | None:
    """Lock the experiment that owns a job, until the transaction ends."""
    owner = select(Job.experiment_id).where(Job.id == job_id).scalar_subquery()
    return session.scalar(select(Experiment).where(Experiment.id == owner).with_for_update())


def hold(session: Session, lease: Lease, *, now: datetime) -> tuple[Experiment, Job]:
    """Lock the leased job and renew its lease.

    Raises:
        LeaseLost: The job is no longer the caller's.
    """
    experiment = session.get(Experiment, lease.experiment_id, with_for_update=True)
    job = session.get(Job, lease.job_id, with_for_update=True)
    if experiment is None or job is None:
        raise LeaseLost(f"job {lease.job_id} was deleted")
    if (job.status, job.lease_owner, job.attempts) != ("running", lease.owner, lease.attempt):
        raise LeaseLost(f"job {lease.job_id} is {job.status} and no longer held by {lease.owner}")
    job.lease_until = now + timedelta(seconds=lease.lease_s)
    return experiment, job
