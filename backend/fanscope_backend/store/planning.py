"""From a spec to the rows of an experiment, its jobs and its runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope_backend.store.ids import new_id
from fanscope_backend.store.log import append_event
from fanscope_backend.store.mapping import choice_json, spec_json
from fanscope_backend.store.records import Lane
from fanscope_backend.store.tables import Experiment, Job, Run


def new_experiment(
    spec: ExperimentSpec,
    estimate: dict[str, Any],
    *,
    idempotency_key: str | None,
    now: datetime,
) -> Experiment:
    """Return the row of a new, queued experiment."""
    return Experiment(
        id=new_id(),
        name=spec.name,
        status="queued",
        spec=spec_json(spec),
        estimate=estimate,
        idempotency_key=idempotency_key,
        created_at=now,
        last_sequence=0,
    )


def add_jobs(
    session: Session,
    experiment: Experiment,
    spec: ExperimentSpec,
    *,
    now: datetime,
    lane: Lane = "ordinary",
) -> tuple[str, ...]:
    """Queue one job per run; the first seed of every scheme comes before any second seed."""
    jobs, runs = [], []
    for position, (choice, seed) in enumerate(plan_runs(spec)):
        job = _new_job(experiment.id, position, lane, now)
        jobs.append(job)
        runs.append(_new_run(job, choice, seed, total_steps=spec.num_updates))
    for rows in (jobs, runs):
        _insert(session, rows)
    append_event(session, experiment, "experiment_queued", at=now)
    return tuple(job.id for job in jobs)


def plan_runs(spec: ExperimentSpec) -> Iterator[tuple[SchemeChoice, int]]:
    """Yield scheme and seed of every run, in the order in which they are trained."""
    return ((choice, seed) for seed, choice in product(spec.seed_list, spec.schemes))


def _insert(session: Session, rows: Iterable[Job] | Iterable[Run]) -> None:
    session.add_all(rows)
    session.flush()


def _new_job(experiment_id: str, position: int, lane: Lane, now: datetime) -> Job:
    return Job(
        id=new_id(),
        experiment_id=experiment_id,
        position=position,
        lane=lane,
        status="queued",
        attempts=0,
        enqueued_at=now,
    )


def _new_run(job: Job, choice: SchemeChoice, seed: int, *, total_steps: int) -> Run:
    return Run(
        id=new_id(),
        experiment_id=job.experiment_id,
        job_id=job.id,
        scheme=choice.label,
        choice=choice_json(choice),
        seed=seed,
        position=job.position,
        status="queued",
        step=0,
        total_steps=total_steps,
        num_frames=0,
    )
