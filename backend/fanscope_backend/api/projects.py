"""Projects: their checks over commits, in numbers and as a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from fanscope import __version__
from fanscope.errors import NotFoundError, shorten
from fanscope.figures import FigureOptions
from fanscope.figures.check_history import HistoryQuantity, check_history
from fanscope_backend.api.dependencies import StoreDep
from fanscope_backend.api.history import draw_from, view_history
from fanscope_backend.api.models.prediction import Figure
from fanscope_backend.api.models.project import (
    LatestCheck,
    Project,
    ProjectHistory,
    ProjectList,
)
from fanscope_backend.api.responses import Responses, json_response, problems
from fanscope_backend.store import PastCheck, ProjectRecord, Store

router = APIRouter(prefix="/api/projects", tags=["projects"])

_NOT_MODIFIED: Responses = {304: {"description": "The figure with this ETag is still the newest"}}
OptionalText = Annotated[str | None, Query(max_length=500, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=500, description="The newest so many checks")]


@router.get("", responses=problems(403, 422))
def list_projects(
    store: StoreDep,
    cursor: OptionalText = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> ProjectList:
    """Return the projects that have checks, by name."""
    page = store.list_projects(cursor, limit)
    items = [_view(store, project) for project in page.items]
    return ProjectList(items=items, next_cursor=page.next_cursor)


@router.get(
    "/{project:path}/figures/history",
    response_model=Figure,
    responses=_NOT_MODIFIED | problems(403, 404, 422),
)
def get_history_figure(
    project: str,
    store: StoreDep,
    scheme: OptionalText = None,
    quantity: HistoryQuantity = "second_moment",
    layer: Annotated[tuple[str, ...], Query(max_length=1000)] = (),
    theme: Literal["light", "dark"] = "light",
    narrow: bool = False,  # noqa: FBT001, FBT002 - a query parameter
    limit: Limit = 100,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return the picture of a project's history for one scheme, the newest check's first where none is named."""
    past = store.project_history(project, limit)
    options = FigureOptions(layers=layer, theme=theme, narrow=narrow, quantity=quantity)
    etag = _etag(past, scheme, options)
    headers = {"etag": etag, "cache-control": "no-cache"}
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=304, headers=headers)
    label = _choose_scheme(project, past, scheme)
    figure = check_history(draw_from(past, label, quantity), label, quantity, options)
    return json_response(figure, headers=headers)


@router.get("/{project:path}/history", responses=problems(403, 404, 422))
def get_history(project: str, store: StoreDep, limit: Limit = 100) -> ProjectHistory:
    """Return what a project's newest checks measured, oldest first, and which layers drifted from the baseline."""
    return view_history(project, store.project_history(project, limit))


def _view(store: Store, project: ProjectRecord) -> Project:
    latest = store.get_check(project.latest_id)
    if latest.check is None:
        raise NotFoundError(f"there is no check {project.latest_id!r}")
    return Project(
        name=project.name,
        num_checks=project.num_checks,
        latest=LatestCheck.model_validate(
            {
                "id": latest.id,
                "status": latest.check.status,
                "commit": latest.check.commit,
                "branch": latest.check.branch,
                "created_at": latest.created_at,
            }
        ),
        baseline_id=project.baseline_id,
    )


def _choose_scheme(project: str, past: Sequence[PastCheck], scheme: str | None) -> str:
    known = view_history(project, past).schemes
    if scheme is None:
        return known[0] if known else ""
    if scheme not in known:
        choices = ", ".join(known) or "none yet"
        raise NotFoundError(f"no scheme {shorten(scheme)} in this project; choose from: {choices}")
    return scheme


def _etag(past: Sequence[PastCheck], scheme: str | None, options: FigureOptions) -> str:
    """Return a weak ETag of all that the picture depends on; weak, for it may travel compressed."""
    state = [(check.id, check.status, check.is_baseline) for check in past]
    told = repr((__version__, state, scheme, options))
    return f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
