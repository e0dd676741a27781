"""A backend and a worker over SQLite and files: experiments from submission to their end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fanscope.client import Client
from fanscope.spec import ExperimentSpec
from fanscope_backend.queue import JobQueue
from support.installation import Installation, await_end, await_true
from support.recorded import job_ids, stored_frames, undisturbed_frames
from support.training import hypernetwork_experiment

pytestmark = pytest.mark.e2e
SGD = {"kind": "sgd", "lr": 0.001}
LONG = {"steps": 300, "batch_size": 20, "optimizer": SGD}
ENDLESS = {**LONG, "steps": 1_000_000}
FIGURES = (
    "activations",
    "generated-weights",
    "variance-by-depth",
    "variance-over-time",
    "gradient-by-depth",
    "between-input-variance",
    "loss",
)


@pytest.fixture
def client(installation: Installation) -> Iterator[Client]:
    with installation.client() as client:
        yield client


def test_frames_equal_those_of_an_undisturbed_run(
    installation: Installation, client: Client
) -> None:
    spec = hypernetwork_experiment(schemes=["xavier", "hyperfan-in"], seeds=2)
    submitted = client.submit(spec)
    kinds = Counter(event.kind for event in client.follow(submitted["id"]))
    experiment = client.experiment(submitted["id"])
    assert experiment["status"] == "finished"
    assert [run["status"] for run in experiment["runs"]] == ["finished"] * 4
    assert [run["step"] for run in experiment["runs"]] == [6] * 4
    assert kinds["run_started"] == kinds["run_finished"] == 4
    assert kinds["frame_recorded"] == 4 * 4
    recorded = stored_frames(installation.settings(), submitted["id"])
    assert recorded == undisturbed_frames(spec)


def test_cancelling_stops_a_running_run_and_frees_its_worker(client: Client) -> None:
    endless = client.submit(hypernetwork_experiment(training=ENDLESS))
    await_true(lambda: client.experiment(endless["id"])["runs"][0]["step"] > 0)
    assert client.cancel(endless["id"])["status"] == "cancelled"
    next_one = await_end(client, client.submit(hypernetwork_experiment())["id"])
    assert next_one["status"] == "finished"
    cancelled = client.experiment(endless["id"])
    assert [run["status"] for run in cancelled["runs"]] == ["cancelled"]


def test_a_second_delivery_does_nothing(installation: Installation, client: Client) -> None:
    experiment = client.submit(hypernetwork_experiment(training=LONG))
    (job_id,) = job_ids(installation.settings(), experiment["id"])
    queue = JobQueue(installation.settings())
    for _ in range(3):
        queue.enqueue(job_id)
    events = list(client.follow(experiment["id"]))
    queue.enqueue(job_id)
    await_true(lambda: queue.num_waiting() == 0)
    queue.close()
    assert Counter(event.kind for event in events)["run_started"] == 1
    after = await_end(client, client.submit(hypernetwork_experiment())["id"])
    assert after["status"] == "finished", "the worker did not survive"
    last_sequence = client.experiment(experiment["id"])["last_sequence"]
    assert last_sequence == events[-1].sequence


def test_a_diverging_run_finishes_and_all_of_it_is_valid(
    installation: Installation, client: Client
) -> None:
    spec = _diverging()
    experiment = await_end(client, client.submit(spec)["id"])
    (run,) = experiment["runs"]
    assert (experiment["status"], run["status"]) == ("finished", "finished")
    assert run["diverged_at"]["step"] <= spec.training.steps
    assert run["diverged_at"]["layer"].startswith("main.")
    recorded = stored_frames(installation.settings(), experiment["id"])
    assert max(recorded["kaiming", 0]) == run["diverged_at"]["step"]
    with httpx.Client(base_url=f"{client.server}/api", timeout=60) as http:
        address = f"/experiments/{experiment['id']}"
        for figure in FIGURES:
            _get_json(http, f"{address}/figures/{figure}")
        _get_json(http, f"{address}/steps")
        _get_json(http, f"{address}/frames?format=json")
        _get_json(http, f"/runs/{run['id']}/frames?histograms=true")
        assert http.get(f"{address}/report").status_code == 200


def _diverging() -> ExperimentSpec:
    return hypernetwork_experiment(
        network={"main": {"widths": [64, *[128] * 5, 10], "activation": "relu"}},
        schemes=["kaiming"],
        training={"steps": 20, "batch_size": 50, "optimizer": SGD},
    )


def _get_json(http: httpx.Client, path: str) -> Any:
    """Return a document, having checked that no browser would stumble over it."""
    response = http.get(path)
    assert response.status_code == 200, (path, response.text)
    assert b"NaN" not in response.content
    assert b"Infinity" not in response.content
    return response.json()
