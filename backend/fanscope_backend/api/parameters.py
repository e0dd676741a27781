"""Query parameters: the names that a route knows, and what to say of others."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from fanscope.suggestions import suggest

_MOST_NAMED = 10


def refuse_unknown_parameters(request: Request) -> None:
    """Let through requests whose query has only parameters of their route: a filter that is misspelt filters nothing.

    Raises:
        RequestValidationError: There are others.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = list(_names(route.dependant))
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        there = f"there are {', '.join(known)}" if known else "there are none here"
        raise RequestValidationError(
            [
                _issue(
                    name,
                    request.query_params[name],
                    f"no such parameter; {there}{suggest(name, known)}",
                )
                for name in unknown[:_MOST_NAMED]
            ]
        )


def invalid_parameter(name: str, value: str, message: str) -> RequestValidationError:
    """Return the error of one query parameter; the message says the way out."""
    return RequestValidationError([_issue(name, value, message)])


def _names(dependant: Dependant) -> Iterator[str]:
    """Yield the query parameters of a route and of all that it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _names(inner)


def _issue(name: str, value: str, message: str) -> dict[str, object]:
    return {"type": "value_error", "loc": ("query", name), "input": value, "msg": message}
