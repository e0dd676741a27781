"""When a run's steps are written."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from fanscope.frames import Frame
from fanscope.training import Step
from fanscope_backend.store import Lease, Store
from fanscope_worker.recording import RunRecorder

LEASE = cast(Lease, object())


class MemoryStore:
    """Remembers what is written: the steps of the frames, and the step that was reached."""

    def __init__(self) -> None:
        self.written: list[tuple[list[int], int]] = []

    def append_frames(
        self, lease: Lease, run_id: str, frames: list[Frame], step: int, loss: float
    ) -> None:
        self.written.append(([frame.step for frame in frames], step))

    def progress(self, lease: Lease, run_id: str, step: int, loss: float) -> None:
        self.written.append(([], step))


class Clock:
    """Stands still until told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def _start() -> tuple[MemoryStore, Clock, RunRecorder]:
    store, clock = MemoryStore(), Clock()
    return store, clock, RunRecorder(cast(Store, store), LEASE, "run", clock=clock)


def _step(index: int, *, recorded: bool) -> Step:
    frame = cast(Any, None)
    if recorded:
        empty = np.empty(0)
        frame = Frame(index, 1.0, 0.5, empty.astype(np.float32), (), empty.reshape(0, 14), ())
    return Step(index, 1.0, frame, None)


def test_the_first_frame_is_written_at_once() -> None:
    store, _, recorder = _start()
    recorder.take(_step(0, recorded=True))
    assert store.written == [([0], 0)]


def test_frames_of_a_quick_run_are_written_together() -> None:
    store, clock, recorder = _start()
    for index in range(10):
        recorder.take(_step(index, recorded=True))
        clock.now += 1 / 16
    assert store.written == [([0], 0), ([1, 2, 3, 4], 4), ([5, 6, 7, 8], 8)]
    recorder.flush()
    assert store.written[-1] == ([9], 9)


def test_progress_is_written_at_most_four_times_a_second() -> None:
    store, clock, recorder = _start()
    for index in range(1024):
        recorder.take(_step(index, recorded=index == 0))
        clock.now += 1 / 1024
    assert len(store.written) == 1 + 3
    assert all(frames == [] for frames, _ in store.written[1:])


def test_flushing_nothing_writes_nothing() -> None:
    store, _, recorder = _start()
    recorder.flush()
    assert store.written == []
