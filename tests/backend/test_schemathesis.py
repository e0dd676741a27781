"""Generated requests: the server never fails, and answers as its OpenAPI document says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support.frames import make_frame
from support.server import run_app
from support.specs import TINY

Operation = APIOperation[Any, Any, Any, Any]

DOCUMENT = Path(__file__).parents[2] / "frontend" / "openapi.json"
OPERATIONS = [
    result.ok()
    for result in schemathesis.openapi.from_path(DOCUMENT).get_all_operations()
    if isinstance(result, Ok)
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 10


@dataclass(frozen=True)
class Target:
    """A server, and what exists there."""

    url: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with an experiment of which one run has frames; streams end at once."""
    with run_app(tmp_path_factory.mktemp("home"), stream_s=0.05) as server:
        made = server.submit(TINY)
        checked = {"spec": TINY, "project": "net"}
        check = server.client.post("/api/checks", params={"wait": 0}, json=checked).json()
        lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 3600)
        assert lease is not None
        run_id = lease.runs[0].id
        server.store.append_frames(lease, run_id, [make_frame(0), make_frame(2)], 2, 1.0)
        ids = {"experiment_id": made["id"], "run_id": run_id, "name": "variance-by-depth"}
        ids |= {"check_id": check["id"], "project": "net"}
        yield Target(str(server.client.base_url), ids)


def bounded(check: Callable[..., None]) -> Callable[[], None]:
    """Return a check of a few cases, the same ones every time."""
    return settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(check)


def call(case: Case[Operation], target: Target) -> None:
    case.call_and_validate(base_url=target.url, checks=CHECKS, timeout=20)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_valid_requests(target: Target, operation: Operation) -> None:
    @bounded
    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE), exists=st.booleans()
    )
    def check(case: Case[Operation], *, exists: bool) -> None:
        if exists and case.method != "DELETE":
            case.path_parameters = {name: target.ids[name] for name in case.path_parameters or {}}
        call(case, target)

    check()


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.body or each.query],
    ids=lambda operation: operation.label,
)
def test_invalid_requests(target: Target, operation: Operation) -> None:
    @bounded
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case: Case[Operation]) -> None:
        call(case, target)

    check()
