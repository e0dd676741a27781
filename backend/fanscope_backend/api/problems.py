"""Errors become problem details (RFC 9457) here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fanscope.errors import (
    CodecError,
    ConflictError,
    DataError,
    FanscopeError,
    Issue,
    LimitError,
    NotFoundError,
    SpecError,
    shorten,
)
from fanscope_backend.store import LeaseLost

STATUS_OF: Mapping[type[FanscopeError], int] = {
    SpecError: 422,
    LimitError: 422,
    DataError: 422,
    NotFoundError: 404,
    ConflictError: 409,
    LeaseLost: 409,
    CodecError: 500,
}
"""The HTTP status of every error that Fanscope raises on purpose."""

_TITLES: Mapping[type[FanscopeError], str] = {
    SpecError: "Invalid spec",
    LimitError: "Over a limit",
    DataError: "Data not available",
    NotFoundError: "Not found",
    ConflictError: "Conflict",
    LeaseLost: "Lease lost",
    CodecError: "Unreadable frame",
}

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str,
    *,
    title: str | None = None,
    errors: Iterable[Issue] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem response; the title is the status's own phrase where none is given."""
    name = title or HTTPStatus(status).phrase
    body = {
        "type": "urn:fanscope:problem:" + name.lower().replace(" ", "-"),
        "title": name,
        "status": status,
        "detail": detail,
        "errors": [
            {"field": issue.field, "value": issue.value, "message": issue.message}
            for issue in errors
        ],
    }
    content = orjson.dumps(_without_surrogates(body))
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Let ``app`` answer every error that a client causes with a problem."""
    app.add_exception_handler(FanscopeError, _answer_fanscope_error)
    app.add_exception_handler(RequestValidationError, _answer_validation_error)
    app.add_exception_handler(HTTPException, _answer_http_error)


async def _answer_fanscope_error(_request: Request, error: Exception) -> Response:
    kind = next(each for each in type(error).__mro__ if each in STATUS_OF)
    if STATUS_OF[kind] >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise error
    issues = error.issues if isinstance(error, SpecError) else ()
    return problem(STATUS_OF[kind], str(error), title=_TITLES[kind], errors=issues)


async def _answer_validation_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    issues = [
        Issue(".".join(map(str, each["loc"][1:])), shorten(each.get("input")), f"{each['msg']}")
        for each in error.errors()
    ]
    detail = "\n".join(map(str, issues))
    return problem(422, detail, title="Invalid request", errors=issues)


async def _answer_http_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, str(error.detail), headers=error.headers)


def _without_surrogates(body: dict[str, object]) -> object:
    """Return the body with what UTF-8 cannot hold replaced; a client may have sent it to us."""
    try:
        orjson.dumps(body)
    except TypeError:
        return _mend(body)
    return body


def _mend(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode()
        case dict():
            return {key: _mend(each) for key, each in value.items()}
        case list():
            return [_mend(each) for each in value]
        case _:
            return value
