"""The text of a stream, driven by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanscope_backend.api import streaming
from fanscope_backend.live import Doorbell
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store
from support.specs import tiny_spec


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(home=tmp_path)
    migrate(settings)
    store = open_store(settings)
    yield store
    store.close()


async def read(store: Store, doorbell: Doorbell, *, lifetime_s: float) -> list[bytes]:
    experiment_id = store.list_experiments().items[0].id
    chunks = streaming.stream_events(store, doorbell, experiment_id, after=0, lifetime_s=lifetime_s)
    return [chunk async for chunk in chunks]


def test_tells_the_client_when_to_come_back_and_ends_after_its_lifetime(store: Store) -> None:
    store.create_experiment(tiny_spec())
    doorbell = Doorbell(store, poll_s=0.01)
    chunks = asyncio.run(read(store, doorbell, lifetime_s=0.2))
    assert chunks[0] == b"retry: 1000\n\n"
    assert chunks[1].startswith(b"event: experiment_queued\ndata: {")
    assert chunks[1].endswith(b"\nid: 1\n\n")
    assert len(chunks) == 2
    assert doorbell.num_watches == 0


def test_beats_while_nothing_happens(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_S", 0.05)
    store.create_experiment(tiny_spec())
    chunks = asyncio.run(read(store, Doorbell(store, poll_s=9), lifetime_s=0.5))
    assert set(chunks[2:]) == {b": ping\n\n"}
    assert len(chunks) > 3


def test_ends_at_once_when_the_server_stops(store: Store) -> None:
    store.create_experiment(tiny_spec())

    async def stop_soon() -> list[bytes]:
        doorbell = Doorbell(store, poll_s=9)
        asyncio.get_running_loop().call_later(0.1, doorbell.close)
        return await asyncio.wait_for(read(store, doorbell, lifetime_s=60), 5)

    assert len(asyncio.run(stop_soon())) == 2
