"""Figures of an experiment, as Plotly JSON or as one HTML file."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import Response

from fanscope import __version__, figures
from fanscope.figures import FigureOptions
from fanscope_backend.api.dependencies import StoreDep
from fanscope_backend.api.documents import figure_html, html_response
from fanscope_backend.api.models.prediction import Figure
from fanscope_backend.api.responses import Responses, json_response, problems
from fanscope_backend.store import ExperimentRecord

router = APIRouter(prefix="/api/experiments", tags=["figures"])

_NOT_MODIFIED: Responses = {304: {"description": "The figure with this ETag is still the newest"}}
_HTML: Responses = {
    200: {
        "description": "A Plotly figure",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
}
Label = Annotated[str, Query(max_length=500)]


def _read_options(
    step: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    scheme: Annotated[tuple[str, ...], Query(max_length=100)] = (),
    layer: Annotated[tuple[str, ...], Query(max_length=1000)] = (),
    seed: Annotated[tuple[int, ...], Query(max_length=1000)] = (),
    scale: Literal["auto", "linear", "log"] = "auto",
    quantity: str | None = None,
    mark: Annotated[str | None, Query(max_length=500)] = None,
    theme: Literal["light", "dark"] = "light",
    narrow: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> FigureOptions:
    return FigureOptions(
        step=step,
        schemes=scheme,
        layers=layer,
        seeds=seed,
        scale=scale,
        quantity=quantity,
        mark=mark,
        theme=theme,
        narrow=narrow,
    )


OptionsDep = Annotated[FigureOptions, Depends(_read_options)]


@router.get(
    "/{experiment_id}/figures/{name}",
    response_model=Figure,
    responses=_HTML | _NOT_MODIFIED | problems(403, 404, 422),
)
def get_figure(
    experiment_id: str,
    name: str,
    store: StoreDep,
    options: OptionsDep,
    format: Literal["json", "html"] = "json",
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a figure of the frames so far; its ETag changes when a frame arrives or a run ends."""
    etag = _etag(store.get_experiment(experiment_id), name, options, format)
    headers = {"etag": etag, "cache-control": "no-cache"}
    if if_none_match is not None and etag in if_none_match:
        return Response(status_code=304, headers=headers)
    figure = figures.build(name, store.load_result(experiment_id), options)
    if format == "html":
        response = html_response(figure_html(figure))
        response.headers.update(headers)
        return response
    return json_response(figure, headers=headers)


def _etag(record: ExperimentRecord, name: str, options: FigureOptions, format: str) -> str:
    """Return a weak ETag of all that a figure depends on; weak, for it may travel compressed."""
    runs = [(run.status, run.num_frames, run.diverged_step) for run in record.runs]
    state = repr((__version__, record.id, name, options, format, runs))
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
