"""Processes that die in mid-run: nothing is lost, nothing is doubled."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fanscope.client import Client, Event
from support.installation import Installation, Process, await_true
from support.processes import stop
from support.recorded import Frames, stored_frames, undisturbed_frames
from support.training import hypernetwork_experiment

pytestmark = pytest.mark.e2e
SPEC = hypernetwork_experiment(
    training={"steps": 400, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.01}},
    record={"schedule": "every", "every": 2},
)


@pytest.fixture(scope="module")
def undisturbed() -> Frames:
    return undisturbed_frames(SPEC)


@pytest.fixture(scope="module")
def backend_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = Installation(tmp_path_factory.mktemp("home"))
    try:
        installation.start_backend()
        yield installation
    finally:
        installation.close()


@pytest.fixture
def client(backend_only: Installation) -> Iterator[Client]:
    with backend_only.client() as client:
        yield client


@contextmanager
def working(installation: Installation, **environment: str) -> Iterator[Process]:
    """Yield a worker, and end it if that has not happened."""
    worker = installation.start_worker(**environment)
    try:
        yield worker
    finally:
        if worker.poll() is None:
            stop(worker, signal.SIGTERM)


def _submit_and_await_frames(client: Client, *, number: int) -> str:
    experiment_id = str(client.submit(SPEC)["id"])
    await_true(lambda: client.experiment(experiment_id)["runs"][0]["step"] >= 2 * number)
    return experiment_id


def _assert_complete(events: list[Event], stored: Frames, undisturbed: Frames) -> None:
    recorded = [event.payload["step"] for event in events if event.kind == "frame_recorded"]
    assert sorted(recorded) == list(range(0, 401, 2))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert events[-1].payload["status"] == "finished"
    assert stored == undisturbed


def test_a_killed_workers_job_is_taken_up_by_another(
    backend_only: Installation, client: Client, undisturbed: Frames
) -> None:
    with working(backend_only) as worker:
        experiment_id = _submit_and_await_frames(client, number=40)
        worker.kill()
        worker.wait()
    (run,) = client.experiment(experiment_id)["runs"]
    assert run["status"] == "running", "the run was not killed in its middle"
    with working(backend_only):
        events = list(client.follow(experiment_id))
    kinds = Counter(event.kind for event in events)
    assert kinds["run_requeued"] == 1
    assert kinds["run_finished"] == 1
    _assert_complete(events, stored_frames(backend_only.settings(), experiment_id), undisturbed)


def test_a_stopped_worker_gives_its_job_back_at_once(
    backend_only: Installation, client: Client, undisturbed: Frames
) -> None:
    with working(backend_only, FANSCOPE_LEASE_S="3600") as worker:
        experiment_id = _submit_and_await_frames(client, number=40)
        worker.terminate()
        assert worker.wait(10) == 0
    (run,) = client.experiment(experiment_id)["runs"]
    assert run["status"] == "queued"
    with working(backend_only):
        events = list(client.follow(experiment_id))
    _assert_complete(events, stored_frames(backend_only.settings(), experiment_id), undisturbed)


def test_a_restarted_backend_loses_nothing(
    backend_only: Installation, client: Client, undisturbed: Frames
) -> None:
    with working(backend_only):
        experiment_id = _submit_and_await_frames(client, number=5)
        stream = client.follow(experiment_id)
        before = [next(stream) for _ in range(5)]
        backend_only.restart_backend()
        events = before + list(stream)
    _assert_complete(events, stored_frames(backend_only.settings(), experiment_id), undisturbed)
