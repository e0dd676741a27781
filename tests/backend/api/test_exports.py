"""Report, spec and frames as files, and the frames of one run."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest

from fanscope.parsing import parse_spec
from fanscope.result import Divergence
from support.frames import make_frame
from support.server import Server
from support.specs import TINY

NAME = '<img src=x onerror=alert(1)>"; x-evil="1'


@pytest.fixture(scope="module")
def experiment(shared_server: Server) -> dict[str, object]:
    """An experiment whose first run diverged, with a name that is an attack."""
    made = shared_server.submit(TINY | {"name": NAME})
    lease = shared_server.store.lease_job(shared_server.store.queued_jobs()[0], "worker", 30)
    assert lease is not None
    frames = [make_frame(0), make_frame(3, value=math.inf, loss=math.nan)]
    shared_server.store.append_frames(lease, lease.runs[0].id, frames, 3, math.nan)
    shared_server.store.finish_run(lease, lease.runs[0].id, Divergence(3, "main.0"))
    return made


def test_report_is_one_file_without_live_markup(
    shared_server: Server, experiment: dict[str, object]
) -> None:
    response = shared_server.client.get(f"/api/experiments/{experiment['id']}/report")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-disposition"].startswith('attachment; filename="img-src-x')
    assert "sandbox" in response.headers["content-security-policy"]
    assert "<img src=x" not in response.text
    assert response.headers["content-disposition"].count('"') == 2


def test_spec_comes_back_as_it_went_in(
    shared_server: Server, experiment: dict[str, object]
) -> None:
    for kind in ("yaml", "json"):
        url = f"/api/experiments/{experiment['id']}/spec"
        response = shared_server.client.get(url, params={"format": kind})
        assert response.headers["content-type"].startswith(f"application/{kind}")
        assert parse_spec(response.content) == parse_spec(TINY | {"name": NAME})


def test_frames_as_csv(shared_server: Server, experiment: dict[str, object]) -> None:
    response = shared_server.client.get(f"/api/experiments/{experiment['id']}/frames")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert response.headers["content-type"].startswith("text/csv")
    assert len(rows) == 2 * 8
    assert {row["step"] for row in rows} == {"0", "3"}
    assert rows[0]["mean"] == "1.0"


def test_frames_as_json(shared_server: Server, experiment: dict[str, object]) -> None:
    url = f"/api/experiments/{experiment['id']}/frames"
    response = shared_server.client.get(url, params={"format": "json", "histograms": "true"})
    runs = json.loads(response.content, parse_constant=lambda name: pytest.fail(name))["runs"]
    assert [len(run["steps"]) for run in runs] == [2, 0, 0, 0]
    assert runs[0]["losses"] == [2.0, None]
    assert runs[0]["probes"][0]["histograms"][0]["counts"] == [1, 2, 3]


class TestRunFrames:
    def url(self, experiment: dict[str, object], index: int) -> str:
        runs = experiment["runs"]
        assert isinstance(runs, list)
        return f"/api/runs/{runs[index]['id']}/frames"

    def test_are_columns(self, shared_server: Server, experiment: dict[str, object]) -> None:
        body = shared_server.client.get(self.url(experiment, 0)).json()
        assert body["steps"] == [0, 3]
        probe = body["probes"][0]
        assert (probe["layer"], probe["quantity"]) == ("main.0", "preactivation")
        assert (probe["mean"], probe["target_ratio"]) == ([1.0, None], [None, None])
        assert "histograms" not in probe

    def test_are_filtered(self, shared_server: Server, experiment: dict[str, object]) -> None:
        params: dict[str, str | int] = {"from": 1, "to": 3, "quantity": "weight", "layer": "main.1"}
        params["histograms"] = "true"
        body = shared_server.client.get(self.url(experiment, 0), params=params).json()
        assert body["steps"] == [3]
        (probe,) = body["probes"]
        assert (probe["layer"], probe["quantity"]) == ("main.1", "weight")
        assert len(probe["histograms"]) == 1

    def test_of_a_layer_that_is_not_there_are_refused(
        self, shared_server: Server, experiment: dict[str, object]
    ) -> None:
        response = shared_server.client.get(self.url(experiment, 0), params={"layer": "main.9"})
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert error["field"] == "layer"
        assert "it has main.0, main.1" in error["message"]

    def test_are_empty_before_the_first(
        self, shared_server: Server, experiment: dict[str, object]
    ) -> None:
        body = shared_server.client.get(self.url(experiment, 1)).json()
        assert body == {"steps": [], "probes": []}

    def test_of_an_unknown_run_are_not_found(self, shared_server: Server) -> None:
        assert shared_server.client.get("/api/runs/nope/frames").status_code == 404
        assert shared_server.client.get("/api/runs/nope").status_code == 404
