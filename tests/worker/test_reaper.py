"""Finding jobs that fell through."""

from __future__ import annotations

from typing import cast

from fanscope_backend.queue import JobQueue
from fanscope_backend.store import LANES, Lane, Store
from fanscope_worker.reaper import Reaper


class MemoryStore:
    """Has expired and queued jobs; those whose name begins with q are quick."""

    def __init__(self, *, expired: tuple[str, ...] = (), queued: tuple[str, ...] = ()) -> None:
        self.expired = expired
        self.queued = queued

    def expired_jobs(self) -> tuple[str, ...]:
        return self.expired

    def queued_jobs(self, lane: Lane) -> tuple[str, ...]:
        return tuple(job for job in self.queued if _lane(job) == lane)

    def lanes_of(self, job_ids: tuple[str, ...]) -> dict[str, Lane]:
        return {job: _lane(job) for job in job_ids}


class MemoryQueue:
    """Remembers messages, none of which is ever taken."""

    def __init__(self, *messages: str) -> None:
        self.messages = [(message, _lane(message)) for message in messages]

    def enqueue(self, job_id: str, lane: Lane) -> None:
        self.messages.append((job_id, lane))

    def num_waiting(self, lane: Lane) -> int:
        return sum(each == lane for _, each in self.messages)


def _lane(job: str) -> Lane:
    return "quick" if job.startswith("q") else "ordinary"


def _reaper(store: MemoryStore, queue: MemoryQueue, lanes: tuple[Lane, ...] = LANES) -> Reaper:
    return Reaper(cast(Store, store), cast(JobQueue, queue), lanes=lanes, every_s=60)


def test_expired_jobs_are_announced_in_their_lane_even_by_a_busy_worker() -> None:
    queue = MemoryQueue()
    reaper = _reaper(MemoryStore(expired=("a", "q"), queued=("a", "q", "c")), queue)
    with reaper.working():
        reaper.look()
    assert queue.messages == [("a", "ordinary"), ("q", "quick")]


def test_an_idle_worker_announces_the_oldest_forgotten_job_of_each_lane() -> None:
    queue = MemoryQueue()
    _reaper(MemoryStore(queued=("a", "b", "q1", "q2")), queue).look()
    assert queue.messages == [("a", "ordinary"), ("q1", "quick")]


def test_a_worker_of_one_lane_announces_nothing_that_it_cannot_take() -> None:
    queue = MemoryQueue()
    _reaper(MemoryStore(queued=("a", "q1")), queue, lanes=("quick",)).look()
    assert queue.messages == [("q1", "quick")]


def test_messages_do_not_pile_up() -> None:
    queue = MemoryQueue("a")
    reaper = _reaper(MemoryStore(queued=("a", "b")), queue)
    for _ in range(5):
        reaper.look()
    assert queue.messages == [("a", "ordinary")]


def test_a_busy_worker_announces_nothing() -> None:
    queue = MemoryQueue()
    reaper = _reaper(MemoryStore(queued=("a",)), queue)
    with reaper.working():
        reaper.look()
    assert queue.messages == []
