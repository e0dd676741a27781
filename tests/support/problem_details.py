"""Problem details against their published schema (RFC 9457, appendix A), and what this API adds to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "problem-details.json").read_text())
CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER


def read_problem(response: httpx.Response) -> dict[str, Any]:
    """Return the problem that a response is, having checked that it is one."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: dict[str, Any] = response.json()
    jsonschema.Draft202012Validator(SCHEMA, format_checker=CHECKER).validate(problem)
    assert problem["status"] == response.status_code
    assert problem.keys() >= {"type", "title", "status", "detail", "errors"}
    return problem


def fields_of(problem: dict[str, Any]) -> list[str]:
    """Return the fields that a problem names."""
    return [error["field"] for error in problem["errors"]]
