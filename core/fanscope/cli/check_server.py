"""Checking a spec on a server: ``POST /api/checks``, then waiting for its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fanscope.checks.json import read_report
from fanscope.checks.visible import visible
from fanscope.cli.check_outcome import Outcome
from fanscope.cli.spec_source import override, read_spec
from fanscope.errors import NotFoundError

if TYPE_CHECKING:
    from fanscope.cli.check_request import Request
    from fanscope.client import Client

SHORT_COMMIT = 7


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
        if request.project is not None:
            _tell_baseline(client, answer, request.as_baseline)
    return Outcome(read_report(_name(answer, request.target)), (), original, request.commit)


def _tell_baseline(client: Client, answer: dict[str, Any], as_baseline: bool) -> None:  # noqa: FBT001 - the option
    """Print what the check was compared with, and whether it is the baseline of those to come."""
    from rich.text import Text

    from fanscope.cli.output import stderr

    project, known = visible(answer["project"]), answer["compared_with"]
    if known is None:
        way_out = "" if as_baseline else "; --as-baseline makes a check one"
        said = [f"compared with nothing: {project} had no baseline{way_out}"]
    else:
        said = [f"compared with the baseline of {_name_check(client, known)}"]
    if as_baseline:
        said.append(
            f"stored as the baseline of {project}"
            if answer["is_baseline"]
            else f"not stored as the baseline of {project}: only a check that passed is"
        )
    for sentence in said:
        stderr().print(Text(sentence, "dim"), soft_wrap=True)


def _name_check(client: Client, check_id: str) -> str:
    """Return a check's commit, shortened, or its id where it has none or is gone."""
    try:
        commit = client.find_check(check_id)["commit"]
    except NotFoundError:
        commit = None
    return visible(commit[:SHORT_COMMIT]) if commit else f"check {check_id}"


def _name(answer: dict[str, Any], target: str) -> dict[str, Any]:
    """Return the answer with the target's name as the user wrote it here."""
    return {**answer, "target": {**(answer["target"] or {}), "name": target}}
