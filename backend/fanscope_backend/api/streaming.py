"""The text of an event stream, without a database session held while it waits."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import orjson
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool

from fanscope.errors import NotFoundError
from fanscope_backend.live import Doorbell
from fanscope_backend.store import EventRecord, Store

BATCH = 500
RETRY_MS = 1000
HEARTBEAT_S = 15.0
_LAST_KINDS = frozenset({"experiment_finished", "experiment_cancelled"})


async def stream_events(
    store: Store, doorbell: Doorbell, experiment_id: str, *, after: int, lifetime_s: float
) -> AsyncIterator[bytes]:
    """Yield the events after a sequence as they come, with a heartbeat while there are none.

    Ends after the experiment's last event, when the experiment is deleted, when the server shuts
    down, and after ``lifetime_s``: a page that is left open for days shall not hold a connection
    to one server for days. Clients come back after ``RETRY_MS``.
    """
    ends_at = time.monotonic() + lifetime_s
    yield format_sse_event(retry=RETRY_MS)
    with doorbell.watch(experiment_id, after) as watch:
        while not doorbell.is_closed and (left_s := ends_at - time.monotonic()) > 0:
            watch.hush()
            try:
                events = await run_in_threadpool(
                    store.events_after, experiment_id, watch.sequence, limit=BATCH
                )
            except NotFoundError:
                return
            if events:
                watch.sequence = events[-1].sequence
                yield b"".join(map(format_event, events))
                if events[-1].kind in _LAST_KINDS:
                    return
            else:
                started = time.monotonic()
                await watch.wait(min(HEARTBEAT_S, left_s))
                if time.monotonic() - started >= HEARTBEAT_S:
                    yield KEEPALIVE_COMMENT


def format_event(record: EventRecord) -> bytes:
    """Return one event as a message: its id is the sequence, its type the kind."""
    data = {
        **record.payload,
        "sequence": record.sequence,
        "kind": record.kind,
        "run_id": record.run_id,
        "at": record.at,
    }
    text = orjson.dumps(data, option=orjson.OPT_UTC_Z).decode()
    return format_sse_event(data_str=text, event=record.kind, id=str(record.sequence))
