"""Finding jobs that fell through: their worker died, or their message was lost."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from fanscope_backend.queue import JobQueue
from fanscope_backend.store import LANES, Lane, Store

log = logging.getLogger(__name__)


class Reaper:
    """Looks into the store now and then, from a thread of its own, and tells the queue.

    Attributes:
        is_working: Whether this worker executes a job.
    """

    def __init__(
        self, store: Store, queue: JobQueue, *, lanes: Iterable[Lane] = LANES, every_s: float
    ) -> None:
        """Start nothing yet.

        Args:
            store: Knows which jobs wait.
            queue: Is told of those that nobody heard of.
            lanes: Whose jobs this worker takes.
            every_s: Seconds between two looks.
        """
        self._store = store
        self._queue = queue
        self._lanes = tuple(lanes)
        self._every_s = every_s
        self.is_working = False
        self._is_stopped = False
        self._wake = Event()

    def start(self) -> None:
        """Look at once, then again and again until the process ends or :meth:`stop` is called."""
        Thread(target=self._run, name="reaper", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._is_stopped = True
        self._wake.set()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Say that this worker executes a job; look as soon as it has ended."""
        self.is_working = True
        try:
            yield
        finally:
            self.is_working = False
            self._wake.set()

    def look(self) -> None:
        """Requeue what silent workers held; if this worker is idle, hint at the oldest waiting job of each lane.

        An idle worker and an empty queue while jobs wait mean that a message was lost. One hint is
        enough: the next look comes when its job has ended.
        """
        expired = self._store.expired_jobs()
        for job_id, lane in self._store.lanes_of(expired).items():
            self._queue.enqueue(job_id, lane)
        for lane in self._lanes:
            if self.is_working or self._queue.num_waiting(lane):
                continue
            for job_id in self._store.queued_jobs(lane)[:1]:
                self._queue.enqueue(job_id, lane)

    def _run(self) -> None:
        while not self._is_stopped:
            self._wake.clear()
            try:
                self.look()
            except Exception:
                log.exception("looking for lost jobs failed")
            self._wake.wait(self._every_s)
