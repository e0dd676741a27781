"""Telling workers about jobs, and noticing those that fell silent.

The database says which jobs wait; the queue only hints. So a hint that cannot be sent is kept and
sent again, and a lost one does no harm for long. Likewise a check whose worker was killed between the
end of its last run and the judgement is judged here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Event, Lock, Thread
from typing import Protocol

from fanscope_backend.judging.endings import judge_checks
from fanscope_backend.store import Lane, Store

logger = logging.getLogger(__name__)


class Queue(Protocol):
    """Whatever can tell a worker that a job waits."""

    def enqueue(self, job_id: str, lane: Lane) -> None:
        """Hint that a job waits in a lane; any error means that the hint was not sent."""


class Dispatcher:
    """Sends hints from a thread of its own, which also looks for silent workers now and then.

    No request waits for the broker, nor for the import of what speaks to it.
    """

    def __init__(self, store: Store, open_queue: Callable[[], Queue], *, interval_s: float) -> None:
        """Start nothing yet; the thread opens the queue."""
        self._store = store
        self._open_queue = open_queue
        self._interval_s = interval_s
        self._waiting: list[str] = []
        self._to_judge: frozenset[str] = frozenset()
        self._lock = Lock()
        self._wake = Event()
        self._is_stopping = False
        self._thread = Thread(target=self._run, name="fanscope-dispatcher", daemon=True)

    def start(self) -> None:
        """Hint at all jobs that wait, then keep looking."""
        self._thread.start()

    def stop(self) -> None:
        """Send what waits and stop; returns when the thread has ended."""
        self._is_stopping = True
        self._wake.set()
        self._thread.join()

    def announce(self, job_ids: Iterable[str]) -> None:
        """Let the thread hint at jobs, in order, soon."""
        with self._lock:
            self._waiting.extend(job_ids)
        self._wake.set()

    def _run(self) -> None:
        find: Callable[[], tuple[str, ...]] = (
            self._store.queued_jobs
        )  # hints may have been lost while no server ran
        looks_at = 0.0
        while not self._is_stopping:
            if time.monotonic() >= looks_at:
                with _logged("looking for jobs that nobody runs"):
                    self.announce(find())
                    find = self._find_abandoned
                self._send_waiting()
                with _logged("judging checks that nobody judges"):
                    self._judge_abandoned()
                looks_at = time.monotonic() + self._interval_s
            self._send_waiting()
            self._wake.wait(self._interval_s)
            self._wake.clear()
        self._send_waiting()

    def _find_abandoned(self) -> tuple[str, ...]:
        return (*self._store.expired_jobs(), *self._store.forgotten_jobs())

    def _judge_abandoned(self) -> None:
        """Judge the checks that awaited it at the last look already: whoever was to judge them is gone."""
        waiting = frozenset(self._store.checks_to_judge())
        judge_checks(self._store, sorted(waiting & self._to_judge))
        self._to_judge = waiting

    def _send_waiting(self) -> None:
        """Hint at the jobs that wait; those that cannot be sent now go on waiting."""
        with self._lock:
            waiting, self._waiting = list(dict.fromkeys(self._waiting)), []
        with _logged("announcing jobs"):
            lanes = self._store.lanes_of(waiting) if waiting else {}
            while waiting:
                self._queue.enqueue(waiting[0], lanes.get(waiting[0], "ordinary"))
                del waiting[0]
        with self._lock:
            self._waiting = waiting + self._waiting

    @cached_property
    def _queue(self) -> Queue:
        return self._open_queue()


@contextmanager
def _logged(purpose: str) -> Iterator[None]:
    """Log any error in one line and go on: the thread must outlive a database that is away."""
    try:
        yield
    except Exception as error:
        logger.warning("%s failed, will retry: %s", purpose, error)
