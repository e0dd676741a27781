"""Following a check against a server made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from fanscope.client import Client, ServerError
from fanscope.client.checking import MOST_FAILURES
from fanscope.errors import LimitError, NotFoundError, SpecError
from support.training import plain_experiment

SPEC = plain_experiment()
URL = "http://server:9/experiments/abc"
Answer = httpx.Response | Exception


def running() -> httpx.Response:
    return httpx.Response(202, json={"id": "abc", "status": "running", "url": URL})


def passed() -> httpx.Response:
    return httpx.Response(200, json={"id": "abc", "status": "passed", "url": URL})


class ByHand:
    """Gives the answers one after the other, the last for ever, and remembers the requests."""

    def __init__(self, *answers: Answer | Callable[[], Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        next_one = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer = next_one() if callable(next_one) else next_one
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def check(self, **options: Any) -> dict[str, Any]:
        transport = httpx.MockTransport(self)
        with Client("http://server:9", transport=transport, pause=self.pauses.append) as client:
            return client.check(SPEC, **options)


def test_sends_the_spec_with_gates_and_place() -> None:
    server = ByHand(passed)
    gates = {"fail_on": "warning"}
    answer = server.check(gates=gates, project="a/b", commit="c", branch="d", steps=3, wait_s=7)
    assert answer["status"] == "passed"
    (request,) = server.requests
    assert str(request.url) == "http://server:9/api/checks?wait=7"
    assert json.loads(request.content) == {
        "spec": SPEC.model_dump(mode="json"),
        "gates": gates,
        "steps": 3,
        "project": "a/b",
        "commit": "c",
        "branch": "d",
        "baseline": False,
    }


def test_asks_until_it_has_ended() -> None:
    server = ByHand(running, running, passed)
    assert server.check()["status"] == "passed"
    assert server.methods == ["POST", "GET", "GET"]
    assert server.requests[-1].url.path == "/api/checks/abc"
    assert server.pauses == [], "the server waits, not the client"


def test_a_broken_connection_does_not_make_a_second_check() -> None:
    server = ByHand(httpx.ReadError("gone"), httpx.ConnectError("not yet"), running, passed)
    assert server.check()["status"] == "passed"
    assert server.methods == ["POST", "POST", "POST", "GET"]
    assert len({request.headers["idempotency-key"] for request in server.requests[:3]}) == 1


def test_a_server_that_starts_anew_is_followed_on() -> None:
    server = ByHand(running, httpx.ReadError("gone"), httpx.ConnectError("not yet"), passed)
    assert server.check()["status"] == "passed"
    assert server.pauses == [1.0, 1.0]


def test_a_proxy_whose_server_is_away_is_asked_again() -> None:
    away = httpx.Response(502, text="<html>Bad Gateway</html>")
    server = ByHand(away, running, away, passed)
    assert server.check()["status"] == "passed"
    assert server.methods == ["POST", "POST", "GET", "GET"]


def test_a_server_that_was_never_there_is_an_error_at_once() -> None:
    server = ByHand(httpx.ConnectError("refused"))
    with pytest.raises(ServerError, match="cannot reach http://server:9: refused"):
        server.check()
    assert len(server.requests) == 1


def test_a_server_that_goes_away_is_an_error_in_the_end() -> None:
    server = ByHand(running, httpx.ReadError("gone"))
    with pytest.raises(ServerError, match="lost http://server:9 while the check ran: gone"):
        server.check()
    assert len(server.requests) == MOST_FAILURES + 2


def test_a_check_that_takes_too_long_says_where_it_goes_on() -> None:
    server = ByHand(running)
    with pytest.raises(ServerError, match=f"still runs after 0 s; it goes on at {URL}"):
        server.check(timeout_s=0)


def test_a_check_that_was_deleted_is_not_found() -> None:
    gone = httpx.Response(404, json={"detail": "there is no check 'abc'"})
    with pytest.raises(NotFoundError, match="there is no check"):
        ByHand(running, gone).check()


@pytest.mark.parametrize(
    ("kind", "error", "sent", "told"),
    [
        ("invalid-spec", SpecError, "spec.network.widths.1", "network.widths.1"),
        ("over-a-limit", LimitError, "spec.seeds", "seeds"),
        ("invalid-spec", SpecError, "spec", ""),
        ("invalid-spec", SpecError, "gates.fail_on", "gates.fail_on"),
        ("invalid-spec", SpecError, "special", "special"),
    ],
)
def test_fields_are_named_as_in_the_spec(
    kind: str, error: type[SpecError], sent: str, told: str
) -> None:
    issue = {"field": sent, "value": "0", "message": "must be 1 or more"}
    body = {"type": f"urn:fanscope:problem:{kind}", "detail": "no", "errors": [issue]}
    with pytest.raises(error) as caught:
        ByHand(httpx.Response(422, json=body)).check()
    assert [each.field for each in caught.value.issues] == [told]
