"""Checking a spec on a server: ``POST /api/checks``, then waiting for its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fanscope.checks.json import read_report
from fanscope.cli.check_outcome import Outcome
from fanscope.cli.spec_source import override, read_spec

if TYPE_CHECKING:
    from fanscope.cli.check_request import Request


def check_on_server(request: Request, server: str) -> Outcome:
    """Send the spec with its gates, wait for the verdicts, and return them.

    Raises:
        SpecError: The server refuses the spec or the gates.
        ServerError: It cannot be reached, or could not judge.
    """
    from fanscope.client import Client, ServerError

    original = read_spec(request.target)
    with Client(server, token=request.token) as client:
        answer = client.check(
            override(original, seeds=request.seeds),
            gates=request.gates.model_dump(mode="json"),
            steps=request.steps,
            project=request.project,
            commit=request.commit,
            branch=request.branch,
            baseline=request.as_baseline,
        )
    if answer["status"] == "error":
        raise ServerError(f"{server} could not judge it: {answer['error']}")
    return Outcome(read_report(_name(answer, request.target)), (), original, request.commit)


def _name(answer: dict[str, Any], target: str) -> dict[str, Any]:
    """Return the answer with the target's name as the user wrote it here."""
    return {**answer, "target": {**(answer["target"] or {}), "name": target}}
