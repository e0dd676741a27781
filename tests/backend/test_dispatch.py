"""Hints to workers: sent in order, sent again where the broker was away, never in a request's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fanscope.checks import Gates
from fanscope_backend.dispatch import Dispatcher
from fanscope_backend.settings import Settings
from fanscope_backend.store import CheckOrder, Store, migrate, open_store
from support.frames import make_frame
from support.specs import tiny_spec


class FlakyQueue:
    """A broker that is away for the first ``failures`` hints."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.job_ids: list[str] = []

    def enqueue(self, job_id: str, lane: str) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the broker is away")
        self.job_ids.append(job_id)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(home=tmp_path)
    migrate(settings)
    store = open_store(settings)
    yield store
    store.close()


def wait_for(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.01)


def test_announces_at_start_what_waits_already(store: Store) -> None:
    job_ids = store.create_experiment(tiny_spec()).job_ids
    queue = FlakyQueue()
    dispatcher = Dispatcher(store, lambda: queue, interval_s=60)
    dispatcher.start()
    wait_for(lambda: len(queue.job_ids) == 4)
    dispatcher.stop()
    assert queue.job_ids == list(job_ids)


def test_sends_again_what_the_broker_did_not_take(store: Store) -> None:
    queue = FlakyQueue(failures=2)
    dispatcher = Dispatcher(store, lambda: queue, interval_s=0.02)
    dispatcher.start()
    dispatcher.announce(["a", "b"])
    dispatcher.announce(["c"])
    wait_for(lambda: len(queue.job_ids) == 3)
    dispatcher.stop()
    assert queue.job_ids == ["a", "b", "c"]


def test_requeues_the_job_of_a_silent_worker(store: Store) -> None:
    job_id = store.create_experiment(tiny_spec(schemes=["xavier"], seeds=1)).job_ids[0]
    assert store.lease_job(job_id, "doomed", 0.1) is not None
    queue = FlakyQueue()
    dispatcher = Dispatcher(store, lambda: queue, interval_s=0.02)
    dispatcher.start()
    wait_for(lambda: queue.job_ids == [job_id])
    dispatcher.stop()
    assert store.queued_jobs() == (job_id,)


def test_outlives_a_database_that_is_away(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> tuple[str, ...]:
        raise ConnectionError("no database")

    monkeypatch.setattr(store, "queued_jobs", fail)
    queue = FlakyQueue()
    dispatcher = Dispatcher(store, lambda: queue, interval_s=0.02)
    dispatcher.start()
    dispatcher.announce(["a"])
    wait_for(lambda: queue.job_ids == ["a"])
    dispatcher.stop()


def test_judges_a_check_whose_worker_was_killed_before(store: Store) -> None:
    order = CheckOrder(gates=Gates().model_dump(mode="json"))
    made = store.create_check(tiny_spec(schemes=["xavier"], seeds=1), order, {})
    lease = store.lease_job(made.job_ids[0], "doomed", 30)
    assert lease is not None
    store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.5)
    store.finish_run(lease, lease.runs[0].id)
    assert store.get_experiment(made.experiment.id).status == "running"
    dispatcher = Dispatcher(store, FlakyQueue, interval_s=0.02)
    dispatcher.start()
    wait_for(lambda: store.get_experiment(made.experiment.id).status == "finished")
    dispatcher.stop()
    check = store.get_check(made.experiment.id).check
    assert check is not None
    assert check.status in ("passed", "failed")
