"""Frames in memory: read once, and no more of them than allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store
from support.frames import make_frame
from support.specs import tiny_spec


@pytest.fixture
def home(tmp_path: Path) -> Path:
    migrate(Settings(home=tmp_path))
    return tmp_path


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    store = open_store(Settings(home=home))
    yield store
    store.close()


def record(store: Store, *steps: int) -> str:
    job_id = store.create_experiment(tiny_spec()).job_ids[0]
    lease = store.lease_job(job_id, "w", 30)
    assert lease is not None
    run_id = lease.runs[0].id
    store.append_frames(lease, run_id, [make_frame(step) for step in steps], steps[-1], 1.0)
    return run_id


def test_a_frame_is_read_from_the_database_once(store: Store) -> None:
    run_id = record(store, 0, 1, 2)
    statements: list[str] = []
    event.listen(
        store._transactions.engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    first = store.load_track(run_id)
    second = store.load_track(run_id)
    assert first is second
    assert sum("frames.blob" in statement for statement in statements) == 1


def test_memory_is_bounded(home: Path) -> None:
    small = open_store(Settings(home=home, max_cached_bytes=1))
    run_id = record(small, 0, 1)
    track = small.load_track(run_id)
    assert track is not None
    assert track.steps.tolist() == [0, 1]
    assert small._tracks._tracks == {}
    small.close()
