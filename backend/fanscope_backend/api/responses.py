"""Responses that are written as they are, and the problems that routes declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from fanscope_backend.api.models.problem import Problem
from fanscope_backend.api.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]


def json_response(content: object, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return plain values and numpy arrays as JSON; NaN and infinities become null."""
    body = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(body, headers=dict(headers or {}), media_type="application/json")


def problems(*statuses: int) -> Responses:
    """Declare problem responses."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    content = {MEDIA_TYPE: {"schema": schema}}
    return {
        status: {"description": _DESCRIPTIONS[status], "content": content} for status in statuses
    }


_DESCRIPTIONS = {
    403: "The host or origin is not allowed",
    404: "There is no such thing",
    409: "It does not fit the state",
    413: "The body is too large",
    415: "The media type is not known",
    422: "What was sent is wrong, field by field",
    503: "Not ready",
}
