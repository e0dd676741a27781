"""What can be taken away from an experiment: its report, its spec, its frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from fanscope import export
from fanscope.parsing import dump_yaml
from fanscope.spec import ExperimentSpec
from fanscope_backend.api.dependencies import StoreDep
from fanscope_backend.api.documents import attachment_name, html_response
from fanscope_backend.api.responses import Responses, problems
from fanscope_backend.judging.yardstick import yardstick_of

router = APIRouter(prefix="/api/experiments", tags=["exports"])


def _file(schemas: Mapping[str, dict[str, Any]]) -> Responses:
    content = {kind: {"schema": schema} for kind, schema in schemas.items()}
    return {200: {"description": "A file", "content": content}}


_TEXT = {"type": "string"}
_SPEC = {"$ref": f"#/components/schemas/{ExperimentSpec.__name__}"}


@router.get(
    "/{experiment_id}/report",
    response_class=Response,
    responses=_file({"text/html": _TEXT}) | problems(403, 404),
)
def get_report(experiment_id: str, store: StoreDep) -> Response:
    """Return one self-contained HTML file with figures and verdicts: a check's by its own gates."""
    from fanscope.report import report_html

    record = store.get_experiment(experiment_id)
    result = store.load_result(experiment_id)
    response = html_response(report_html(result, *yardstick_of(store, record.check)))
    response.headers["content-disposition"] = attachment_name(result.spec.name, "html")
    return response


@router.get(
    "/{experiment_id}/spec",
    response_class=Response,
    responses=_file({"application/yaml": _SPEC, "application/json": _SPEC})
    | problems(403, 404, 422),
)
def get_spec(
    experiment_id: str, store: StoreDep, format: Literal["yaml", "json"] = "yaml"
) -> Response:
    """Return the spec as a file."""
    spec = store.get_experiment(experiment_id).spec
    text = dump_yaml(spec) if format == "yaml" else spec.model_dump_json(indent=2)
    headers = {"content-disposition": attachment_name(spec.name, format)}
    return Response(text, media_type=f"application/{format}", headers=headers)


@router.get(
    "/{experiment_id}/frames",
    response_class=Response,
    responses=_file({"text/csv": _TEXT, "application/json": {"type": "object"}})
    | problems(403, 404, 422),
)
def get_frames(
    experiment_id: str,
    store: StoreDep,
    format: Literal["csv", "json"] = "csv",
    histograms: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> Response:
    """Return all measurements as a file; ``histograms`` adds them to the JSON."""
    result = store.load_result(experiment_id)
    headers = {"content-disposition": attachment_name(result.spec.name, format)}
    chunks: Iterator[bytes] | Iterator[str]
    if format == "json":
        chunks = export.json_chunks(result.runs, histograms=histograms)
        return StreamingResponse(chunks, media_type="application/json", headers=headers)
    chunks = _join(export.csv_chunks(result.runs))
    return StreamingResponse(chunks, media_type="text/csv; charset=utf-8", headers=headers)


def _join(lines: Iterator[str], *, size: int = 64 * 1024) -> Iterator[str]:
    """Yield lines in chunks of about ``size`` characters: a chunk costs more than a line."""
    waiting: list[str] = []
    length = 0
    for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= size:
            yield "".join(waiting)
            waiting, length = [], 0
    yield "".join(waiting)
