"""From the steps of a run to the store: frames in batches, progress now and then."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from fanscope.frames import Frame
from fanscope.training import Step
from fanscope_backend.store import Lease, Store

BATCH_S = 0.2
"""Frames wait for each other at most so long: one transaction each would slow a quick run down."""
PROGRESS_S = 0.25
"""Least time between two writes that only say how far a run has come."""


class RunRecorder:
    """Writes one run's steps; every write renews the lease and raises LeaseLost once it is gone."""

    def __init__(
        self, store: Store, lease: Lease, run_id: str, *, clock: Callable[[], float] = monotonic
    ) -> None:
        """Write nothing yet."""
        self._store = store
        self._lease = lease
        self._run_id = run_id
        self._clock = clock
        self._frames: list[Frame] = []
        self._written_at = -float("inf")
        self._last: Step | None = None

    def take(self, step: Step) -> None:
        """Take the next step; write if something waits long enough."""
        self._last = step
        if step.frame is not None:
            self._frames.append(step.frame)
        silence_s = self._clock() - self._written_at
        if silence_s >= (BATCH_S if self._frames else PROGRESS_S):
            self.flush()

    def flush(self) -> None:
        """Write what has not been written."""
        if self._last is None:
            return
        step, loss = self._last.step, self._last.loss
        if self._frames:
            self._store.append_frames(self._lease, self._run_id, self._frames, step, loss)
            self._frames = []
        else:
            self._store.progress(self._lease, self._run_id, step, loss)
        self._last = None
        self._written_at = self._clock()
