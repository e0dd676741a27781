"""How runs, jobs and experiments end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope_backend.store.log import append_event
from fanscope_backend.store.records import ENDED
from fanscope_backend.store.tables import Check, Experiment, Job, Run


def fail_runs(
    session: Session, experiment: Experiment, runs: Iterable[Run], *, error: str, now: datetime
) -> None:
    """End runs as failed; the experiment remembers the first error."""
    for run in runs:
        run.status, run.error = "failed", error
        append_event(session, experiment, "run_failed", at=now, run_id=run.id, error=error)
        if experiment.error is None:
            experiment.error = {"run_id": run.id, "detail": error}


def end_job_if_done(session: Session, experiment: Experiment, job: Job, *, now: datetime) -> None:
    """End the job once all its runs have ended, and the experiment once all its jobs have."""
    session.flush()
    statuses = set(session.scalars(select(Run.status).where(Run.job_id == job.id)))
    if not statuses <= ENDED:
        return
    job.status = "failed" if "failed" in statuses else "finished"
    job.lease_owner = job.lease_until = None
    end_experiment_if_done(session, experiment, now=now)


def end_experiment_if_done(session: Session, experiment: Experiment, *, now: datetime) -> None:
    """End the experiment once all its runs have ended: failed if any run failed, else finished.

    A check that nothing kept from being judged goes on until it has been: it ends with its verdicts there.
    """
    session.flush()
    query = select(Run.status).where(Run.experiment_id == experiment.id).distinct()
    statuses = set(session.scalars(query))
    if not statuses <= ENDED:
        return
    if "failed" in statuses:
        end_experiment(session, experiment, "failed", now=now)
    elif not _awaits_judgement(session, experiment):
        end_experiment(session, experiment, "finished", now=now)


def end_experiment(
    session: Session,
    experiment: Experiment,
    status: Literal["finished", "failed"],
    *,
    now: datetime,
) -> None:
    """End the experiment, whose runs have all ended."""
    experiment.status, experiment.finished_at = status, now
    append_event(session, experiment, "experiment_finished", at=now, status=status)
    if status == "failed":
        _give_up_check(session, experiment, str((experiment.error or {}).get("detail")))


def cancel(session: Session, experiment: Experiment, *, now: datetime) -> None:
    """End everything of an experiment that has not ended yet as cancelled."""
    of_experiment = (Job.experiment_id == experiment.id, Job.status.not_in(ENDED))
    for job in session.scalars(select(Job).where(*of_experiment).with_for_update()):
        job.status, job.lease_owner, job.lease_until = "cancelled", None, None
    open_runs = select(Run).where(Run.experiment_id == experiment.id, Run.status.not_in(ENDED))
    for run in session.scalars(open_runs.order_by(Run.position)):
        run.status = "cancelled"
        append_event(session, experiment, "run_cancelled", at=now, run_id=run.id)
    experiment.status, experiment.finished_at = "cancelled", now
    append_event(session, experiment, "experiment_cancelled", at=now)
    _give_up_check(session, experiment, "the check was cancelled")


def _awaits_judgement(session: Session, experiment: Experiment) -> bool:
    check = session.get(Check, experiment.id)
    return check is not None and check.status == "running"


def _give_up_check(session: Session, experiment: Experiment, error: str) -> None:
    """End a check in error, if the experiment is one: what it measured, if anything, is not judged."""
    check = session.get(Check, experiment.id)
    if check is not None:
        check.status, check.error = "error", error
