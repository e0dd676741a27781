"""The doorbell: over Redis at once, by polling soon, and without Redis when Redis is away."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from fanscope_backend import live
from fanscope_backend.live import Doorbell, Watch
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store
from support.processes import free_port
from support.redis import redis_url
from support.specs import tiny_spec

__all__ = ["redis_url"]


def open_migrated(home: Path, redis: str | None = None) -> Store:
    settings = Settings(home=home, redis_url=SecretStr(redis) if redis else None)
    migrate(settings)
    return open_store(settings)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_migrated(tmp_path)
    yield store
    store.close()


async def seconds_until_rung(
    store: Store, doorbell: Doorbell, *, settle_s: float, is_urgent: bool = False
) -> float:
    """Cancel an experiment elsewhere and measure how long a watch sleeps after that."""
    accepted = store.create_experiment(tiny_spec())
    doorbell.start()
    try:
        await asyncio.sleep(settle_s)
        with doorbell.watch(accepted.experiment.id, 1, is_urgent=is_urgent) as watch:
            watch.hush()
            await asyncio.to_thread(store.cancel_experiment, accepted.experiment.id)
            started = time.monotonic()
            await watch.wait(10)
            return time.monotonic() - started
    finally:
        await doorbell.stop()


def test_rings_by_polling(store: Store) -> None:
    doorbell = Doorbell(store, poll_s=0.02)
    assert asyncio.run(seconds_until_rung(store, doorbell, settle_s=0)) < 1


def test_who_waits_for_an_answer_is_rung_between_two_looks(store: Store) -> None:
    doorbell = Doorbell(store, poll_s=60)
    waited = asyncio.run(seconds_until_rung(store, doorbell, settle_s=0.1, is_urgent=True))
    assert waited < 1


def test_looks_seldom_again_when_nobody_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    look = store.last_sequences

    def count(ids: frozenset[str]) -> dict[str, int]:
        nonlocal looks
        looks += 1
        return look(ids)

    monkeypatch.setattr(store, "last_sequences", count)

    async def wait_twice() -> tuple[int, int]:
        doorbell = Doorbell(store, poll_s=60)
        doorbell.start()
        with doorbell.watch("0" * 32, 0, is_urgent=True):
            await asyncio.sleep(0.5)
        urgent = looks
        with doorbell.watch("0" * 32, 0):
            await asyncio.sleep(0.5)
        await doorbell.stop()
        return urgent, looks - urgent

    urgent, idle = asyncio.run(wait_twice())
    assert urgent >= 5
    assert idle <= 1


def test_looks_more_seldom_the_longer_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 100.0, 100.2, 101.0, 104.0, 100.0])
    monkeypatch.setattr(live, "monotonic", lambda: next(moments))
    watch = Watch("x", 0, is_urgent=True)
    assert [watch.patience_s for _ in range(4)] == pytest.approx([0.01, 0.01, 0.05, 0.2])
    assert Watch("x", 0).patience_s == math.inf


def test_who_begins_to_wait_is_not_kept_by_one_who_has_waited_long(store: Store) -> None:
    async def wait_beside() -> float:
        doorbell = Doorbell(store, poll_s=60)
        with doorbell.watch("0" * 32, 0, is_urgent=True) as old:
            old._since -= 1200
            return await seconds_until_rung(store, doorbell, settle_s=0.1, is_urgent=True)

    assert asyncio.run(wait_beside()) < 1


def test_rings_over_redis_without_polling(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_WITH_REDIS_S", 60.0)
    store = open_migrated(tmp_path, redis_url)
    doorbell = Doorbell(store, poll_s=60, redis_url=redis_url)
    assert asyncio.run(seconds_until_rung(store, doorbell, settle_s=0.5)) < 1
    store.close()


def test_writing_and_watching_go_on_while_redis_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_WITH_REDIS_S", 0.05)
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    store = open_migrated(tmp_path, nowhere)
    doorbell = Doorbell(store, poll_s=60, redis_url=nowhere)
    assert asyncio.run(seconds_until_rung(store, doorbell, settle_s=0)) < 5
    store.close()


def test_a_ring_between_looking_and_waiting_is_not_lost(store: Store) -> None:
    async def ring_early() -> float:
        doorbell = Doorbell(store, poll_s=60)
        with doorbell.watch("x", 0) as watch:
            watch.hush()
            watch.ring()
            started = time.monotonic()
            await watch.wait(5)
            return time.monotonic() - started

    assert asyncio.run(ring_early()) < 1


def test_a_watch_that_has_seen_everything_sleeps_on(store: Store) -> None:
    async def sleep() -> float:
        accepted = store.create_experiment(tiny_spec())
        doorbell = Doorbell(store, poll_s=0.01)
        doorbell.start()
        with doorbell.watch(accepted.experiment.id, 1) as watch:
            started = time.monotonic()
            await watch.wait(0.3)
            slept = time.monotonic() - started
        await doorbell.stop()
        return slept

    assert asyncio.run(sleep()) >= 0.29
