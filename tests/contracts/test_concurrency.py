"""Many writers at once: nothing is lost, doubled or seen out of order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import TypeVar

from fanscope_backend.settings import Settings
from fanscope_backend.store import Lease, LeaseLost, Store, open_store
from support.frames import make_frame
from support.specs import tiny_spec

NUM_WRITERS = 6
NUM_WRITES = 15
MANY_WRITES = 5_000
"""More than there is time for before a cancellation takes its turn."""

Result = TypeVar("Result")


def in_parallel(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_a_job_is_leased_to_one_of_many(store: Store) -> None:
    job_id = store.create_experiment(tiny_spec()).job_ids[0]
    leases = in_parallel([lambda: store.lease_job(job_id, "same name", 30)] * NUM_WRITERS)
    assert sum(lease is not None for lease in leases) == 1


def test_an_idempotency_key_makes_one_experiment(store: Store) -> None:
    made = in_parallel([lambda: store.create_experiment(tiny_spec(), {}, "key")] * NUM_WRITERS)
    assert len({each.experiment.id for each in made}) == 1
    assert sum(each.is_new for each in made) == 1


def test_events_of_many_workers_are_seen_in_order_without_gaps(
    settings: Settings, store: Store
) -> None:
    """Readers never see event n + 1 before n, or a stream that resumes after n + 1 would lose n."""
    spec = tiny_spec(schemes=["xavier"], seeds=NUM_WRITERS)
    accepted = store.create_experiment(spec)
    leases = [lease for job in accepted.job_ids if (lease := store.lease_job(job, job, 30))]
    done = Event()

    def write(lease: Lease) -> None:
        own = open_store(settings, clock=store._transactions.clock)
        for step in range(NUM_WRITES):
            own.append_frames(lease, lease.runs[0].id, [make_frame(step)], step, 1.0)
        own.finish_run(lease, lease.runs[0].id)
        own.close()

    def read() -> list[int]:
        seen = [0]
        while True:
            is_last = done.is_set()
            seen += [e.sequence for e in store.events_after(accepted.experiment.id, seen[-1])]
            if is_last:
                return seen[1:]

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        in_parallel([partial(write, lease) for lease in leases])
        done.set()
        sequences = reader.result()
    experiment = store.get_experiment(accepted.experiment.id)
    num_events = 1 + NUM_WRITERS * (1 + NUM_WRITES + 1) + 1
    assert sequences == list(range(1, num_events + 1))
    assert experiment.last_sequence == num_events
    assert experiment.status == "finished"


def test_cancelling_while_workers_write_never_deadlocks(store: Store) -> None:
    accepted = store.create_experiment(tiny_spec(schemes=["xavier"], seeds=NUM_WRITERS))
    leases = [lease for job in accepted.job_ids if (lease := store.lease_job(job, job, 30))]

    def write(lease: Lease) -> str:
        try:
            for step in range(MANY_WRITES):
                store.append_frames(lease, lease.runs[0].id, [make_frame(step)], step, 1.0)
        except LeaseLost:
            return "lost"
        return "kept"

    def cancel() -> str:
        store.expired_jobs()
        return store.cancel_experiment(accepted.experiment.id).status

    calls: list[Callable[[], str]] = [partial(write, lease) for lease in leases]
    ends = in_parallel([*calls, cancel])
    assert ends == ["lost"] * NUM_WRITERS + ["cancelled"]
