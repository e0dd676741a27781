"""From what a server complains about (RFC 9457 problem details) to Fanscope's errors."""

from __future__ import annotations

from typing import Any

import httpx

from fanscope.errors import (
    ConflictError,
    DataError,
    FanscopeError,
    Issue,
    LimitError,
    NotFoundError,
    SpecError,
)


class ServerError(FanscopeError):
    """The server cannot be reached, or answers what it should not."""


def raise_for_problem(response: httpx.Response) -> None:
    """Do nothing for an answer that is none; the response must have been read.

    Raises:
        SpecError: Fields are wrong (422), each issue naming one.
        LimitError: The spec is larger than the server allows.
        DataError: The server lacks the data set.
        NotFoundError: There is no such thing (404).
        ConflictError: The request does not fit the thing's state (409).
        ServerError: Any other failure.
    """
    if response.is_success:
        return
    problem = _read(response)
    detail = str(problem.get("detail") or problem.get("title") or response.reason_phrase)
    kind = str(problem.get("type", ""))
    issues = [_issue(entry) for entry in problem.get("errors") or []]
    match response.status_code:
        case 422 if issues:
            raise (LimitError if kind.endswith("limit") else SpecError)(issues)
        case 422 if "data" in kind:
            raise DataError(detail)
        case 404:
            raise NotFoundError(detail)
        case 409:
            raise ConflictError(detail)
        case status:
            raise ServerError(f"{response.url.host} answered {status}: {detail}")


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _issue(entry: dict[str, Any]) -> Issue:
    value = entry.get("value")
    return Issue(
        field=str(entry.get("field", "")),
        value="" if value is None else str(value),
        message=str(entry.get("message", "")),
    )
