"""Waiting for the end of an experiment without holding a thread or a database session."""

from __future__ import annotations

import time

from starlette.concurrency import run_in_threadpool

from fanscope_backend.live import Doorbell
from fanscope_backend.store import ENDED, ExperimentRecord, Store


async def await_end(
    store: Store, doorbell: Doorbell, record: ExperimentRecord, *, wait_s: float
) -> ExperimentRecord:
    """Return the experiment when it has ended, when time is up or when the server shuts down.

    Raises:
        NotFoundError: It was deleted meanwhile.
    """
    ends_at = time.monotonic() + wait_s
    with doorbell.watch(record.id, record.last_sequence, is_urgent=True) as watch:
        while record.status not in ENDED and not doorbell.is_closed:
            left_s = ends_at - time.monotonic()
            if left_s <= 0:
                break
            watch.hush()
            record = await run_in_threadpool(store.get_check, record.id)
            if record.status not in ENDED:
                watch.sequence = record.last_sequence
                await watch.wait(left_s)
        return record
