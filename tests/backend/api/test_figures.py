"""Figures over HTTP: every one of them, before, during and after; ETags; hostile text."""

from __future__ import annotations

import math

import plotly.graph_objects as go
import pytest

from fanscope import figures
from fanscope.result import Divergence
from support.frames import make_frame
from support.server import Server
from support.specs import TINY

NAMES = [info.name for info in figures.catalogue()]


def submit(server: Server, *, diverged: bool = False) -> str:
    experiment_id = server.submit(TINY | {"name": "</script><b>"})["id"]
    lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
    assert lease is not None
    run_id, last = lease.runs[0].id, math.nan if diverged else 2.0
    frames = [make_frame(0), make_frame(4, value=math.inf if diverged else 1.0, loss=last)]
    server.store.append_frames(lease, run_id, frames, 4, last)
    server.store.finish_run(lease, run_id, Divergence(4, "main.0") if diverged else None)
    return str(experiment_id)


@pytest.fixture(scope="module")
def healthy(shared_server: Server) -> str:
    return submit(shared_server)


@pytest.fixture(scope="module")
def diverged(shared_server: Server) -> str:
    lease_all = shared_server.store.queued_jobs()
    for job_id in lease_all:
        shared_server.store.lease_job(job_id, "other", 3600)
    return submit(shared_server, diverged=True)


def refuse_constant(name: str) -> float:
    raise AssertionError(f"{name} in JSON")


@pytest.mark.parametrize("name", NAMES)
class TestEvery:
    def test_is_a_figure(self, shared_server: Server, healthy: str, name: str) -> None:
        response = shared_server.client.get(f"/api/experiments/{healthy}/figures/{name}")
        assert response.status_code == 200, response.text
        figure = response.json(parse_constant=refuse_constant)
        go.Figure(figure)
        assert figure["layout"]["meta"]["summary"]

    def test_of_a_diverged_run_is_a_figure(
        self, shared_server: Server, diverged: str, name: str
    ) -> None:
        response = shared_server.client.get(f"/api/experiments/{diverged}/figures/{name}")
        assert response.status_code == 200, response.text
        go.Figure(response.json(parse_constant=refuse_constant))

    def test_of_a_queued_experiment_is_no_error(self, shared_server: Server, name: str) -> None:
        queued = shared_server.submit(TINY)["id"]
        response = shared_server.client.get(f"/api/experiments/{queued}/figures/{name}")
        assert response.status_code == 200, response.text

    def test_as_html_escapes_hostile_text(
        self, shared_server: Server, healthy: str, name: str
    ) -> None:
        url = f"/api/experiments/{healthy}/figures/{name}"
        response = shared_server.client.get(url, params={"format": "html"})
        assert response.status_code == 200
        assert response.text.count("</script>") == 2
        assert "sandbox" in response.headers["content-security-policy"]


def test_etag_changes_with_frames_and_options(server: Server) -> None:
    experiment_id = server.submit(TINY | {"schemes": ["xavier"], "seeds": 1})["id"]
    url = f"/api/experiments/{experiment_id}/figures/loss"
    first = server.client.get(url)
    headers = {"if-none-match": first.headers["etag"]}
    unchanged = server.client.get(url, headers=headers)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert server.client.get(url, params={"theme": "dark"}, headers=headers).status_code == 200
    lease = server.store.lease_job(server.store.queued_jobs()[0], "worker", 30)
    assert lease is not None
    server.store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.0)
    changed = server.client.get(url, headers=headers)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"step": 4, "scheme": "xavier", "layer": "main.0", "seed": 0}, 200),
        ({"scale": "log", "theme": "dark", "narrow": True}, 200),
        ({"scheme": "nope"}, 404),
        ({"layer": "main.9"}, 404),
        ({"step": -1}, 422),
        ({"scale": "cubic"}, 422),
        ({"seed": "x"}, 422),
    ],
)
def test_options_are_honoured_or_refused(
    shared_server: Server, healthy: str, params: dict[str, str], status: int
) -> None:
    url = f"/api/experiments/{healthy}/figures/variance-by-depth"
    response = shared_server.client.get(url, params=params)
    assert response.status_code == status, response.text


def test_an_unknown_quantity_is_not_found(shared_server: Server, healthy: str) -> None:
    url = f"/api/experiments/{healthy}/figures/variance-over-time"
    response = shared_server.client.get(url, params={"quantity": "nope"})
    assert response.status_code == 404


def test_an_unknown_figure_is_not_found(shared_server: Server, healthy: str) -> None:
    response = shared_server.client.get(f"/api/experiments/{healthy}/figures/pie")
    assert response.status_code == 404
    assert "variance-by-depth" in response.json()["detail"]
