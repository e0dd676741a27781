"""Finding experiments: filters, and pages that stay right while new experiments arrive."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from fanscope_backend.store.mapping import experiment_records
from fanscope_backend.store.records import ExperimentRecord
from fanscope_backend.store.tables import Check, Experiment, Project, Run


@dataclass(frozen=True, slots=True)
class Page:
    """Some experiments, newest first, and where the next page begins (None after the last)."""

    items: tuple[ExperimentRecord, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list; None lists everything.

    Attributes:
        query: Part of the name, any case.
        status: Exact status.
        scheme: Label of a scheme that the experiment runs.
        is_check: Checks alone.
        project: Name of the project that a check belongs to.
    """

    query: str | None = None
    status: str | None = None
    scheme: str | None = None
    is_check: bool = False
    project: str | None = None


def find_page(session: Session, filters: Filters, *, cursor: str | None, limit: int) -> Page:
    """Return up to ``limit`` experiments older than ``cursor``, an id; ids sort by time."""
    query = select(Experiment).where(*_conditions(filters))
    if cursor is not None:
        query = query.where(Experiment.id < cursor)
    rows = session.scalars(query.order_by(Experiment.id.desc()).limit(limit + 1)).all()
    items = experiment_records(session, rows[:limit], with_reports=False)
    return Page(items, next_cursor=items[-1].id if len(rows) > limit else None)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.query:
        conditions.append(Experiment.name.icontains(filters.query, autoescape=True))
    if filters.status:
        conditions.append(Experiment.status == filters.status)
    if filters.scheme:
        runs = select(Run.id).where(
            Run.experiment_id == Experiment.id, Run.scheme == filters.scheme
        )
        conditions.append(runs.exists())
    if filters.is_check or filters.project is not None:
        conditions.append(_is_check(filters.project))
    return conditions


def _is_check(project: str | None) -> ColumnElement[bool]:
    checks = select(Check.id).where(Check.id == Experiment.id)
    if project is not None:
        checks = checks.join(Project, Project.id == Check.project_id).where(Project.name == project)
    return checks.exists()
