"""A worker in a thread of the test: it takes every job that waits, as a worker process would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from fanscope_backend.settings import Settings
from fanscope_backend.store import Store
from fanscope_worker.execute import execute


@contextmanager
def working(store: Store, home: Path, **changes: object) -> Iterator[None]:
    """Execute what waits until the block ends; ``changes`` are settings."""
    settings = Settings.model_validate({"home": home, "device": "cpu"} | changes)
    is_over = Event()

    def work() -> None:
        while not is_over.wait(0.01):
            for job_id in store.queued_jobs():
                execute(store, job_id, settings=settings, owner="test", is_stopping=is_over.is_set)

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
