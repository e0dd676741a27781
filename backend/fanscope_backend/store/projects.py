"""Projects: the names under which checks form a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import case, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from fanscope.errors import NotFoundError, shorten
from fanscope_backend.store.ids import new_id
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Check, Experiment, Project


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project that has checks: how many, the newest, and the baseline if there is one."""

    name: str
    num_checks: int
    latest_id: str
    baseline_id: str | None


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Some projects by name, and where the next page begins (None after the last)."""

    items: tuple[ProjectRecord, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A check as its project's history shows it; ``numbers`` are None where it measured nothing."""

    id: str
    commit: str | None
    branch: str | None
    created_at: datetime
    status: str
    is_baseline: bool
    drifted: Mapping[str, JsonValue] | None
    numbers: Mapping[str, JsonValue] | None


class Projects:
    """Reads of projects; checks make them."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def list_projects(self, cursor: str | None = None, limit: int = 100) -> ProjectPage:
        """Return a page of the projects that have checks, by name."""
        baseline = func.max(case((Check.is_baseline, Check.id)))
        query = (
            select(Project.name, func.count(), func.max(Check.id), baseline)
            .join(Check, Check.project_id == Project.id)
            .group_by(Project.name)
            .order_by(Project.name)
            .limit(limit + 1)
        )
        if cursor is not None:
            query = query.where(Project.name > cursor)
        with self._transactions.read() as session:
            rows = [ProjectRecord(*row) for row in session.execute(query)]
        items = tuple(rows[:limit])
        return ProjectPage(items, next_cursor=items[-1].name if len(rows) > limit else None)

    def project_history(self, name: str, limit: int) -> tuple[PastCheck, ...]:
        """Return the newest checks of a project, oldest first.

        Raises:
            NotFoundError: No check has named such a project.
        """
        query = (
            select(Check, Experiment.created_at)
            .join(Project, Project.id == Check.project_id)
            .join(Experiment, Experiment.id == Check.id)
            .where(Project.name == name)
            .order_by(Check.id.desc())
            .limit(limit)
            .options(undefer(Check.numbers))
        )
        with self._transactions.read() as session:
            found = [_past_check(row, created_at) for row, created_at in session.execute(query)]
        if not found:
            raise NotFoundError(
                f"there is no project {shorten(name)}; a check that names it makes it"
            )
        return tuple(reversed(found))


def find_or_add_project(session: Session, name: str | None, *, now: datetime) -> Project | None:
    """Return the project of that name, new or not; None where no name is given."""
    if name is None:
        return None
    query = select(Project).where(Project.name == name)
    found = session.scalar(query)
    if found is not None:
        return found
    project = Project(id=new_id(), name=name, created_at=now)
    try:
        with session.begin_nested():
            session.add(project)
    except IntegrityError:  # another server was faster
        return session.scalars(query).one()
    return project


def _past_check(row: Check, created_at: datetime) -> PastCheck:
    return PastCheck(
        id=row.id,
        commit=row.commit,
        branch=row.branch,
        created_at=created_at,
        status=row.status,
        is_baseline=row.is_baseline,
        drifted=row.drifted,
        numbers=row.numbers,
    )
