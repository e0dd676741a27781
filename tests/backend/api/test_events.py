"""The event stream: nothing is lost or doubled, wherever it is cut."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from threading import Timer
from typing import Any

import httpx

from fanscope_backend.store import Lease
from support.frames import make_frame
from support.server import Server
from support.specs import TINY

JSON = {"accept": "application/json"}
ONE_RUN = TINY | {"schemes": ["xavier"], "seeds": 1}


def messages(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield id and data of each message, parsed by the book rather than by our own code."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name:
            fields[name] = value.removeprefix(" ")
        elif not line:
            if "data" in fields:
                yield int(fields["id"]), json.loads(fields["data"])
            fields = {}


def stream(server: Server, url: str, **headers: str) -> list[tuple[int, dict[str, Any]]]:
    """Read a stream to its end."""
    with server.client.stream("GET", url, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(messages(response.iter_lines()))


def lease_first(server: Server) -> Lease:
    lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
    assert lease is not None
    return lease


def finish(server: Server, lease: Lease) -> None:
    server.store.append_frames(lease, lease.runs[0].id, [make_frame(0), make_frame(4)], 4, 1.0)
    server.store.finish_run(lease, lease.runs[0].id)


def test_list_tells_the_whole_story(server: Server) -> None:
    url = f"/api/experiments/{server.submit(ONE_RUN)['id']}/events"
    finish(server, lease_first(server))
    events = server.client.get(url, headers=JSON).json()
    assert [(event["sequence"], event["kind"]) for event in events] == [
        (1, "experiment_queued"),
        (2, "run_started"),
        (3, "frame_recorded"),
        (4, "frame_recorded"),
        (5, "run_finished"),
        (6, "experiment_finished"),
    ]
    assert events[3] | {"at": 0, "run_id": 0} == {
        "sequence": 4,
        "kind": "frame_recorded",
        "run_id": 0,
        "at": 0,
        "step": 4,
        "loss": 2.0,
        "progress": 1.0,
    }


def test_stream_of_an_ended_experiment_replays_and_ends(server: Server) -> None:
    url = f"/api/experiments/{server.submit(ONE_RUN)['id']}/events"
    finish(server, lease_first(server))
    listed = server.client.get(url, headers=JSON).json()
    streamed = stream(server, url)
    assert [data for _, data in streamed] == listed
    assert [number for number, _ in streamed] == [event["sequence"] for event in listed]


def test_stream_goes_on_where_it_was_cut(server: Server) -> None:
    url = f"/api/experiments/{server.submit(ONE_RUN)['id']}/events"
    lease = lease_first(server)
    server.store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.0)
    with server.client.stream("GET", url) as response:
        first = next(messages(response.iter_lines()))
    finish(server, lease)
    rest = stream(server, url, **{"last-event-id": str(first[0])})
    by_query = stream(server, f"{url}?after={first[0]}")
    listed = server.client.get(url, headers=JSON).json()
    assert [first[1], *(data for _, data in rest)] == listed
    assert by_query == rest


def test_header_goes_before_query(server: Server) -> None:
    url = f"/api/experiments/{server.submit(ONE_RUN)['id']}/events?after=1"
    finish(server, lease_first(server))
    assert stream(server, url, **{"last-event-id": "5"})[0][0] == 6


def test_stream_shows_what_happens_within_a_second(server: Server) -> None:
    made = server.submit(ONE_RUN)
    url = f"/api/experiments/{made['id']}/events?after=1"
    lease = lease_first(server)
    committed_at = 0.0

    def record() -> None:
        nonlocal committed_at
        server.store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.0)
        committed_at = time.monotonic()

    timer = Timer(0.5, record)
    timer.start()
    with server.client.stream("GET", url) as response:
        _, event = next(messages(response.iter_lines()))
        seen_at = time.monotonic()
    timer.join()
    assert event["kind"] == "run_started"
    assert seen_at - committed_at < 1


def test_nothing_more_to_come_stops_the_browser(server: Server) -> None:
    made = server.submit(ONE_RUN)
    server.client.post(f"/api/experiments/{made['id']}/cancel")
    url = f"/api/experiments/{made['id']}/events"
    last = server.client.get(url, headers=JSON).json()[-1]
    assert last["kind"] == "experiment_cancelled"
    assert server.client.get(url, params={"after": last["sequence"]}).status_code == 204


def test_deleting_ends_the_stream(server: Server) -> None:
    made = server.submit(ONE_RUN)
    url = f"/api/experiments/{made['id']}/events"
    timer = Timer(0.3, lambda: server.store.delete_experiment(made["id"]))
    timer.start()
    assert [data["kind"] for _, data in stream(server, url)] == ["experiment_queued"]
    timer.join()
    assert server.client.get(url).status_code == 404


def test_a_hundred_streams_are_served_at_once(server: Server) -> None:
    """Streams hold no database session and no thread, or the 41st would wait for the first."""
    url = f"/api/experiments/{server.submit(ONE_RUN)['id']}/events"
    limits = httpx.Limits(max_connections=200)
    with httpx.Client(base_url=server.client.base_url, timeout=30, limits=limits) as client:
        requests = [client.build_request("GET", url) for _ in range(100)]
        responses = [client.send(request, stream=True) for request in requests]
        streams = [messages(response.iter_lines()) for response in responses]
        assert [next(each)[0] for each in streams] == [1] * 100
        assert server.client.get("/api/health/ready").status_code == 200
        finish(server, lease_first(server))
        ends = [list(each)[-1][1]["kind"] for each in streams]
    assert ends == ["experiment_finished"] * 100
