"""Quick checks do not wait behind long trainings, over files and over Redis, and survive their worker."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fanscope.client import Client
from support.installation import Installation, await_true
from support.postgres import postgres_server, postgres_url
from support.processes import stop
from support.redis import redis_url
from support.training import hypernetwork_experiment

pytestmark = pytest.mark.e2e
__all__ = ["postgres_server", "postgres_url", "redis_url"]

ENDLESS = hypernetwork_experiment(
    training={"steps": 1_000_000, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.001}},
    seeds=2,
)
CHECKED = hypernetwork_experiment()
PATIENCE_S = 60.0
"""Far less than the trainings take, far more than a check does on a busy machine."""
START_S = 180.0
"""Three processes import torch at the same time, perhaps on a busy machine."""


@pytest.fixture(params=["files", "redis"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A backend with two workers, both in the middle of a long training."""
    environment = {}
    if request.param == "redis":
        environment["FANSCOPE_DATABASE_URL"] = request.getfixturevalue("postgres_url")
        environment["FANSCOPE_REDIS_URL"] = request.getfixturevalue("redis_url")
    installation = Installation(tmp_path, **environment)
    try:
        installation.start_backend()
        for _ in range(2):
            installation.start_worker()
        with installation.client() as client:
            busy = client.submit(ENDLESS)["id"]
            await_true(
                lambda: [run["step"] > 0 for run in _runs(client, busy)] == [True, True],
                timeout_s=START_S,
            )
        yield installation
    finally:
        installation.close()


def _runs(client: Client, experiment_id: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = client.experiment(experiment_id)["runs"]
    return runs


def test_a_check_ends_while_all_workers_train(installation: Installation) -> None:
    with installation.client() as client:
        waiting = client.submit(hypernetwork_experiment())["id"]
        installation.start("fanscope_worker", "--lane", "quick")
        await_true(lambda: "is ready for quick jobs" in installation.log(), timeout_s=START_S)
        assert client.check(CHECKED, timeout_s=PATIENCE_S)["status"] == "passed"
        assert client.experiment(waiting)["status"] == "queued", "a worker was free after all"


def test_a_killed_quick_workers_check_is_taken_up_by_another(installation: Installation) -> None:
    quick = installation.start("fanscope_worker", "--lane", "quick")
    with installation.client() as client:
        http = client._http
        long = {"spec": CHECKED.model_dump(mode="json"), "steps": 3000}
        check_id = http.post("/checks", params={"wait": 0}, json=long).json()["id"]
        await_true(lambda: _runs(client, check_id)[0]["step"] > 0, timeout_s=START_S)
        quick.kill()
        quick.wait()
        assert http.get(f"/checks/{check_id}").json()["status"] == "running"
        other = installation.start("fanscope_worker", "--lane", "quick")
        await_true(
            lambda: http.get(f"/checks/{check_id}").json()["status"] == "passed", timeout_s=START_S
        )
        stop(other, signal.SIGTERM)


def test_a_check_is_followed_over_a_restart_of_the_backend(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    try:
        installation.start_backend()
        installation.start("fanscope_worker", "--lane", "quick")
        with installation.client() as client, ThreadPoolExecutor() as hand:
            following = hand.submit(client.check, CHECKED, steps=3000)
            await_true(lambda: _is_training(installation), timeout_s=START_S)
            installation.restart_backend()
            assert following.result(timeout=START_S)["status"] == "passed"
            assert len(client._http.get("/checks").json()["items"]) == 1
    finally:
        installation.close()


def _is_training(installation: Installation) -> bool:
    with installation.client() as client:
        runs = [_runs(client, each["id"]) for each in client._http.get("/checks").json()["items"]]
    return any(run["step"] > 0 for each in runs for run in each)


def test_ordinary_workers_help_when_there_is_no_quick_one(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    try:
        installation.start_backend()
        installation.start_worker()
        with installation.client() as client:
            assert client.check(CHECKED, timeout_s=PATIENCE_S)["status"] == "passed"
    finally:
        installation.close()
