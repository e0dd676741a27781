"""The client against a server made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from fanscope.client import Client, ServerError
from fanscope.errors import ConflictError, DataError, LimitError, NotFoundError, SpecError
from support.training import plain_experiment

Handler = Callable[[httpx.Request], httpx.Response]
SPEC = plain_experiment()


def _client(handler: Handler, **options: Any) -> Client:
    return Client("http://server:9", transport=httpx.MockTransport(handler), **options)


def _problem(status: int, kind: str, *issues: dict[str, str]) -> Handler:
    body = {"type": f"urn:fanscope:problem:{kind}", "detail": "it is so", "errors": list(issues)}
    media = {"content-type": "application/problem+json"}
    return lambda _: httpx.Response(status, json=body, headers=media)


def test_submitting_posts_the_spec_with_token_and_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"id": "abc"})

    with _client(answer, token="secret") as client:
        assert client.submit(SPEC, idempotency_key="once") == {"id": "abc"}
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "http://server:9/api/experiments")
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["idempotency-key"] == "once"
    assert json.loads(request.content) == SPEC.model_dump(mode="json")


ISSUE = {"field": "network.widths.1", "value": "0", "message": "must be 1 or more"}


@pytest.mark.parametrize(
    ("handler", "error", "text"),
    [
        (_problem(422, "invalid-spec", ISSUE), SpecError, "network.widths.1: must be 1 or more"),
        (_problem(422, "over-a-limit", ISSUE), LimitError, "network.widths.1"),
        (_problem(422, "data-not-available"), DataError, "it is so"),
        (_problem(404, "not-found"), NotFoundError, "it is so"),
        (_problem(409, "conflict"), ConflictError, "it is so"),
        (_problem(503, "not-ready"), ServerError, "server answered 503: it is so"),
        (lambda _: httpx.Response(502, text="<html>"), ServerError, "502: Bad Gateway"),
    ],
)
def test_problems_become_errors(handler: Handler, error: type[Exception], text: str) -> None:
    with _client(handler) as client, pytest.raises(error) as caught:
        client.submit(SPEC)
    assert type(caught.value) is error
    assert text in str(caught.value)


def test_a_server_that_is_away_is_named() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with _client(refuse) as client, pytest.raises(ServerError, match="http://server:9"):
        client.experiment("abc")


class Stream(httpx.SyncByteStream):
    """Some chunks, then the end or an error."""

    def __init__(self, *chunks: str, error: Exception | None = None) -> None:
        self.chunks = chunks
        self.error = error

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            yield chunk.encode()
        if self.error is not None:
            raise self.error


def _event(sequence: int, kind: str) -> str:
    data = json.dumps({"sequence": sequence, "kind": kind, "run_id": None})
    return f"event: {kind}\ndata: {data}\nid: {sequence}\n\n"


class Streams:
    """Answers each request with the next stream and remembers from where it was to begin."""

    def __init__(self, *streams: Stream) -> None:
        self.streams = list(streams)
        self.asked_after: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked_after.append(request.headers["last-event-id"])
        return httpx.Response(200, stream=self.streams.pop(0))


def test_a_stream_is_followed_to_the_end() -> None:
    chunks = (": keep-alive\n\n", _event(1, "experiment_queued"), _event(2, "experiment_finished"))
    server = Streams(Stream(*chunks, error=httpx.ReadError("never reached")))
    with _client(server) as client:
        events = list(client.follow("abc"))
    assert [(event.sequence, event.kind) for event in events] == [
        (1, "experiment_queued"),
        (2, "experiment_finished"),
    ]


def test_a_broken_stream_is_taken_up_behind_the_last_event() -> None:
    half = _event(3, "experiment_finished")[:20]
    server = Streams(
        Stream(_event(1, "experiment_queued"), error=httpx.ReadError("cut")),
        Stream(),
        Stream(_event(2, "run_started"), half),
        Stream(_event(3, "experiment_cancelled")),
    )
    with _client(server, pause=lambda _: None) as client:
        events = list(client.follow("abc"))
    assert [event.sequence for event in events] == [1, 2, 3]
    assert server.asked_after == ["0", "1", "1", "2"]


def test_a_server_that_stays_away_ends_the_following() -> None:
    attempts = 0

    def refuse(request: httpx.Request) -> httpx.Response:
        nonlocal attempts
        attempts += 1
        raise httpx.ConnectError("refused", request=request)

    with (
        _client(refuse, pause=lambda _: None) as client,
        pytest.raises(ServerError, match="refused"),
    ):
        list(client.follow("abc"))
    assert 5 < attempts < 50


def test_following_what_does_not_exist_is_an_error() -> None:
    with _client(_problem(404, "not-found")) as client, pytest.raises(NotFoundError):
        list(client.follow("abc"))
