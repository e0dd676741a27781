"""Single runs and their frames."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from fanscope import export
from fanscope.frames import Quantity, Track
from fanscope.suggestions import suggest
from fanscope_backend.api.dependencies import StoreDep
from fanscope_backend.api.models.experiment import Run
from fanscope_backend.api.models.frames import FrameColumns
from fanscope_backend.api.parameters import invalid_parameter
from fanscope_backend.api.responses import json_response, problems
from fanscope_backend.api.views import view_run

router = APIRouter(prefix="/api/runs", tags=["runs"])
_MOST_NAMED = 10


@router.get("/{run_id}", responses=problems(403, 404))
def get_run(run_id: str, store: StoreDep) -> Run:
    """Return one run."""
    return view_run(store.get_run(run_id))


@router.get("/{run_id}/frames", response_model=FrameColumns, responses=problems(403, 404, 422))
def get_run_frames(
    run_id: str,
    store: StoreDep,
    first: Annotated[int, Query(alias="from", ge=0, le=2**53)] = 0,
    last: Annotated[int | None, Query(alias="to", ge=0, le=2**53)] = None,
    quantity: Quantity | None = None,
    layer: str | None = None,
    histograms: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> Response:
    """Return the measurements of one run, one array per statistic and probe."""
    track = store.load_track(run_id)
    if track is None:
        return json_response({"steps": [], "probes": []})
    _require_layer(track, layer)
    return json_response(
        export.columns(
            track,
            first=first,
            last=last,
            quantity=quantity,
            layer=layer,
            histograms=histograms,
        )
    )


def _require_layer(track: Track, layer: str | None) -> None:
    layers = list(dict.fromkeys(probe.layer for probe in track.probes))
    if layer is not None and layer not in layers:
        named = ", ".join(layers[:_MOST_NAMED]) + (", ..." if len(layers) > _MOST_NAMED else "")
        message = f"the run has no such layer; it has {named}{suggest(layer, layers)}"
        raise invalid_parameter("layer", layer, message)
