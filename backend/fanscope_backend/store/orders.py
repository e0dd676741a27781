"""What a check asks for beside its spec, and the row that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope_backend.store.projects import find_or_add_project
from fanscope_backend.store.records import ExperimentRecord
from fanscope_backend.store.tables import Check


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What a check asks for beside its spec; see :class:`~fanscope_backend.store.CheckRecord`."""

    gates: Mapping[str, Any]
    project: str | None = None
    commit: str | None = None
    branch: str | None = None
    becomes_baseline: bool = False


def add_check(session: Session, experiment_id: str, order: CheckOrder, *, now: datetime) -> None:
    """Make an experiment a check, to be compared with what is its project's baseline now."""
    project = find_or_add_project(session, order.project, now=now)
    check = Check(
        id=experiment_id,
        project_id=None if project is None else project.id,
        commit=order.commit,
        branch=order.branch,
        gates=dict(order.gates),
        compared_with=None if project is None else baseline_of(session, project.id),
        becomes_baseline=order.becomes_baseline,
        is_baseline=False,
        status="running",
        num_errors=0,
        num_warnings=0,
    )
    session.add(check)


def baseline_of(session: Session, project_id: str | None) -> str | None:
    """Return which check is a project's baseline."""
    query = select(Check.id).where(Check.project_id == project_id, Check.is_baseline)
    return session.scalar(query)


def order_of(record: ExperimentRecord) -> CheckOrder | None:
    """Return what a check asked for; None for an experiment that is no check."""
    check = record.check
    if check is None:
        return None
    return CheckOrder(
        gates=check.gates,
        project=check.project,
        commit=check.commit,
        branch=check.branch,
        becomes_baseline=check.becomes_baseline,
    )
