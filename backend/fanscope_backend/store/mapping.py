"""Rows to records, and specs to the JSON that is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope_backend.store.records import CheckRecord, ExperimentRecord, RunRecord
from fanscope_backend.store.tables import Check, Experiment, Project, Run


def spec_json(spec: ExperimentSpec) -> dict[str, Any]:
    """Return the spec as stored, every default written out."""
    return spec.model_dump(mode="json")


def choice_json(choice: SchemeChoice) -> dict[str, Any]:
    """Return the scheme as stored, the bare name spelled out too."""
    return {"name": choice.name, **choice.parameters}


def experiment_records(
    session: Session, rows: Iterable[Experiment], *, with_reports: bool = True
) -> tuple[ExperimentRecord, ...]:
    """Return experiments with their runs, in the order of ``rows``; one query for all runs, one for what is a check.

    The reports of checks are left out where nobody reads them, for they can be long.
    """
    rows = tuple(rows)
    query = (
        select(Run)
        .where(Run.experiment_id.in_([row.id for row in rows]))
        .order_by(Run.experiment_id, Run.position)
    )
    found = session.scalars(query)
    runs = {key: tuple(group) for key, group in groupby(found, lambda run: run.experiment_id)}
    checks = _check_records(session, [row.id for row in rows], with_reports=with_reports)
    return tuple(_experiment_record(row, checks.get(row.id), runs.get(row.id, ())) for row in rows)


def run_record(row: Run) -> RunRecord:
    """Return one run."""
    return RunRecord(
        id=row.id,
        experiment_id=row.experiment_id,
        scheme=row.scheme,
        choice=SchemeChoice.model_validate(row.choice),
        seed=row.seed,
        status=row.status,
        step=row.step,
        total_steps=row.total_steps,
        loss=row.loss,
        num_frames=row.num_frames,
        diverged_step=row.diverged_step,
        diverged_layer=row.diverged_layer,
        error=row.error,
        warnings=tuple(row.warnings or ()),
    )


def _check_records(
    session: Session, ids: Sequence[str], *, with_reports: bool
) -> dict[str, CheckRecord]:
    query = (
        select(Check, Project.name)
        .join(Project, Project.id == Check.project_id, isouter=True)
        .where(Check.id.in_(ids))
    )
    if with_reports:
        query = query.options(undefer(Check.report)).execution_options(populate_existing=True)
    return {
        row.id: _check_record(row, project, row.report if with_reports else None)
        for row, project in session.execute(query)
    }


def _check_record(row: Check, project: str | None, report: dict[str, Any] | None) -> CheckRecord:
    return CheckRecord(
        project=project,
        commit=row.commit,
        branch=row.branch,
        gates=row.gates,
        compared_with=row.compared_with,
        becomes_baseline=row.becomes_baseline,
        is_baseline=row.is_baseline,
        status=row.status,
        num_errors=row.num_errors,
        num_warnings=row.num_warnings,
        drifted=row.drifted,
        report=report,
        error=row.error,
    )


def _experiment_record(
    row: Experiment, check: CheckRecord | None, runs: Sequence[Run]
) -> ExperimentRecord:
    return ExperimentRecord(
        id=row.id,
        name=row.name,
        status=row.status,
        spec=ExperimentSpec.model_validate(row.spec),
        estimate=row.estimate,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        error=row.error,
        last_sequence=row.last_sequence,
        digest=row.digest,
        check=check,
        runs=tuple(run_record(run) for run in runs),
    )
