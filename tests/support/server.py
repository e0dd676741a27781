"""The real server on loopback, in a thread of the test, with a queue that only remembers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from fanscope_backend import server as backend
from fanscope_backend.app import create_app
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, migrate, open_store
from support.processes import free_port

START_TIMEOUT_S = 20.0


@dataclass
class MemoryQueue:
    """Remembers what was announced."""

    job_ids: list[str] = field(default_factory=list)

    def enqueue(self, job_id: str, lane: str) -> None:
        self.job_ids.append(job_id)


@dataclass
class Server:
    """A client of the server, and what lies behind it."""

    client: httpx.Client
    store: Store
    queue: MemoryQueue

    def submit(self, spec: dict[str, Any]) -> dict[str, Any]:
        """Submit a spec and return the experiment."""
        response = self.client.post("/api/experiments", json=spec)
        assert response.status_code == 201, response.text
        return dict(response.json())


@contextmanager
def run_app(home: Path, **changes: Any) -> Iterator[Server]:
    """Yield a running server over SQLite in ``home``; ``changes`` are settings."""
    settings = Settings(home=home, port=free_port(), **changes)
    migrate(settings)
    store, queue = open_store(settings), MemoryQueue()
    with (
        _serving(backend.Server(create_app(settings, store, queue), settings)),
        httpx.Client(base_url=f"http://127.0.0.1:{settings.port}", timeout=30) as client,
    ):
        yield Server(client, store, queue)


@contextmanager
def _serving(server: backend.Server) -> Iterator[None]:
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    ends_at = time.monotonic() + START_TIMEOUT_S
    while not server.started:
        if time.monotonic() > ends_at or not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
