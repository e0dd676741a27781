"""Finding jobs that fell through."""

from __future__ import annotations

from typing import cast

from fanscope_backend.queue import JobQueue
from fanscope_backend.store import Store
from fanscope_worker.reaper import Reaper


class MemoryStore:
    """Has expired and queued jobs."""

    def __init__(self, *, expired: tuple[str, ...] = (), queued: tuple[str, ...] = ()) -> None:
        self.expired = expired
        self.queued = queued

    def expired_jobs(self) -> tuple[str, ...]:
        return self.expired

    def queued_jobs(self) -> tuple[str, ...]:
        return self.queued


class MemoryQueue:
    """Remembers messages, none of which is ever taken."""

    def __init__(self, *messages: str) -> None:
        self.messages = list(messages)

    def enqueue(self, job_id: str) -> None:
        self.messages.append(job_id)

    def num_waiting(self) -> int:
        return len(self.messages)


def _reaper(store: MemoryStore, queue: MemoryQueue) -> Reaper:
    return Reaper(cast(Store, store), cast(JobQueue, queue), every_s=60)


def test_expired_jobs_are_announced_even_by_a_busy_worker() -> None:
    queue = MemoryQueue()
    reaper = _reaper(MemoryStore(expired=("a", "b"), queued=("a", "b", "c")), queue)
    with reaper.working():
        reaper.look()
    assert queue.messages == ["a", "b"]


def test_an_idle_worker_announces_the_oldest_forgotten_job() -> None:
    queue = MemoryQueue()
    _reaper(MemoryStore(queued=("a", "b")), queue).look()
    assert queue.messages == ["a"]


def test_messages_do_not_pile_up() -> None:
    queue = MemoryQueue("a")
    reaper = _reaper(MemoryStore(queued=("a", "b")), queue)
    for _ in range(5):
        reaper.look()
    assert queue.messages == ["a"]


def test_a_busy_worker_announces_nothing() -> None:
    queue = MemoryQueue()
    reaper = _reaper(MemoryStore(queued=("a",)), queue)
    with reaper.working():
        reaper.look()
    assert queue.messages == []
