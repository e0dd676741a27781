"""Waking event streams: by Redis pub/sub where there is Redis, by looking at the store anyway.

One task looks for all streams of this process together, so a hundred open pages cost one query.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from fanscope_backend.store import Store
from fanscope_backend.store.ring import CHANNEL

if TYPE_CHECKING:
    from redis.asyncio import Redis

logger = logging.getLogger(__name__)

LOOK_WITH_REDIS_S = 2.0
"""With Redis the store is looked at this seldom, only in case a message was lost."""
URGENT_S = 0.01
"""Without it, the store is looked at so often for somebody who begins to wait for an end: one query, a fraction of a millisecond."""
LATE_SHARE = 0.05
"""Later more seldom: an answer comes late by at most this share of what it took."""
_RECONNECT_S = 1.0


class Watch:
    """One stream's view of the doorbell.

    Attributes:
        experiment_id: What is watched.
        sequence: The newest event that the stream has seen; the stream keeps it up to date.
        is_urgent: Whether somebody waits for an answer, and not only looks on.
    """

    def __init__(self, experiment_id: str, sequence: int, *, is_urgent: bool = False) -> None:
        """Begin unrung."""
        self.experiment_id = experiment_id
        self.sequence = sequence
        self.is_urgent = is_urgent
        self._since = monotonic()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Let the stream look at the store."""
        self._rung.set()

    def hush(self) -> None:
        """Forget earlier rings; call this before looking, so that no ring is lost in between."""
        self._rung.clear()

    @property
    def patience_s(self) -> float:
        """How long somebody who waits for an answer can wait for the next look; it grows with the time waited."""
        if not self.is_urgent:
            return inf
        return max(URGENT_S, LATE_SHARE * (monotonic() - self._since))

    async def wait(self, timeout_s: float) -> None:
        """Return when rung, or when time is up."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), timeout_s)


class Doorbell:
    """Rings the watches whose experiments have new events."""

    def __init__(self, store: Store, *, poll_s: float, redis_url: str | None = None) -> None:
        """Start nothing yet."""
        self._store = store
        self._redis_url = redis_url
        self._poll_s = LOOK_WITH_REDIS_S if redis_url else poll_s
        self._hurry = asyncio.Event()
        self._watches: set[Watch] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self.is_closed = False

    @property
    def num_watches(self) -> int:
        """Number of open streams."""
        return len(self._watches)

    @contextmanager
    def watch(
        self, experiment_id: str, sequence: int, *, is_urgent: bool = False
    ) -> Iterator[Watch]:
        """Yield a watch that is rung from now on."""
        watch = Watch(experiment_id, sequence, is_urgent=is_urgent)
        self._watches.add(watch)
        if is_urgent:
            self._hurry.set()
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def start(self) -> None:
        """Begin to look and to listen, in the running loop."""
        self._tasks.append(asyncio.create_task(self._look_forever()))
        if self._redis_url is not None:
            self._tasks.append(asyncio.create_task(self._listen_forever(self._redis_url)))

    def close(self) -> None:
        """Ring everywhere for the last time; streams end when they see ``is_closed``."""
        self.is_closed = True
        for watch in self._watches:
            watch.ring()

    async def stop(self) -> None:
        """Stop looking and listening."""
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look_forever(self) -> None:
        while True:
            await self._pause()
            try:
                await self._look()
            except Exception as error:
                logger.warning("looking for new events failed, will retry: %s", error)

    async def _pause(self) -> None:
        """Return when it is time to look again: soon once somebody begins to wait for an answer."""
        self._hurry.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), self._pause_s())
            await asyncio.sleep(self._pause_s())

    def _pause_s(self) -> float:
        if self._redis_url is not None:
            return self._poll_s
        return min([self._poll_s, *(watch.patience_s for watch in self._watches)])

    async def _look(self) -> None:
        watched = frozenset(watch.experiment_id for watch in self._watches)
        if not watched:
            return
        newest = await run_in_threadpool(self._store.last_sequences, watched)
        for watch in self._watches:
            if newest.get(watch.experiment_id, inf) > watch.sequence:
                watch.ring()

    async def _listen_forever(self, redis_url: str) -> None:
        from redis import asyncio as aioredis
        from redis.exceptions import RedisError

        while True:
            try:
                async with aioredis.from_url(redis_url) as client:
                    await self._listen(client)
            except (RedisError, OSError) as error:
                logger.warning("listening to Redis failed, polling meanwhile: %s", error)
            await asyncio.sleep(_RECONNECT_S)

    async def _listen(self, client: Redis) -> None:
        async with client.pubsub() as messages:
            await messages.subscribe(CHANNEL)
            async for message in messages.listen():
                if message["type"] == "message":
                    self._ring(message["data"].decode())

    def _ring(self, experiment_id: str) -> None:
        for watch in self._watches:
            if watch.experiment_id == experiment_id:
                watch.ring()
