"""Specs as request bodies: the raw text is parsed by the core, so that every complaint names its field."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from fanscope.parsing import parse_fields, parse_spec
from fanscope.spec import ExperimentSpec

MEDIA_TYPES = ("application/json", "application/yaml", "application/x-yaml", "text/yaml")
INPUT_SCHEMA = "ExperimentSpecInput"


async def read_text_body(request: Request) -> bytes:
    """Return the body of a request that says that it is JSON or YAML."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in MEDIA_TYPES:
        detail = (
            f"A spec is sent as {MEDIA_TYPES[0]} or {MEDIA_TYPES[1]}, not as {kind or 'nothing'}."
        )
        raise HTTPException(415, detail)
    return await request.body()


def _parse(text: Annotated[bytes, Depends(read_text_body)]) -> ExperimentSpec:
    return parse_spec(text)


def _parse_fields(text: Annotated[bytes, Depends(read_text_body)]) -> ExperimentSpec:
    return parse_fields(text)


UnfinishedSpecBody = Annotated[ExperimentSpec, Depends(_parse_fields)]
"""A spec whose fields need not fit each other yet."""

SpecBody = Annotated[ExperimentSpec, Depends(_parse)]

SPEC_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{INPUT_SCHEMA}"}},
            "application/yaml": {"schema": {"type": "string"}},
        },
    }
}
"""Goes into the OpenAPI document of each route that takes a :data:`SpecBody`."""
