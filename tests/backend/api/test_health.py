"""Probes and counters."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.server import Server, run_app
from support.specs import TINY


def test_lives_and_is_ready(shared_server: Server) -> None:
    for name in ("live", "ready"):
        response = shared_server.client.get(f"/api/health/{name}")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_is_not_ready_without_its_tables(tmp_path: Path) -> None:
    with run_app(tmp_path) as server:
        (tmp_path / "fanscope.sqlite").unlink()
        server.store.close()
        response = server.client.get("/api/health/ready")
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"
        assert server.client.get("/api/health/live").status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        'fanscope_experiments{status="queued"} 1.0',
        "fanscope_frames 0.0",
        "fanscope_event_streams 0.0",
    ],
)
def test_counts(server: Server, line: str) -> None:
    server.submit(TINY)
    assert line in server.client.get("/metrics").text.splitlines()


def test_counts_requests_by_route(server: Server) -> None:
    server.client.get("/api/experiments/nope")
    text = server.client.get("/metrics").text
    assert 'route="/api/experiments/{experiment_id}",status="404"} 1.0' in text
