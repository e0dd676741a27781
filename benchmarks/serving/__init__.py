"""A real server on loopback for a benchmark, and workers beside it, as ``fanscope up`` starts them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Served:
    client: httpx.Client
    process: Process
    environment: dict[str, str]
    """What else is started beside the server needs it."""


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Yield a server over the SQLite database of a folder, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "FANSCOPE_HOME": str(home), "FANSCOPE_PORT": str(port)}
    with (
        running("fanscope_backend", "serve", environment=environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=400) as client,
    ):
        wait_for(client, process)
        yield Served(client, process, environment)


@contextmanager
def running(module: str, *arguments: str, environment: dict[str, str]) -> Iterator[Process]:
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_for(client: httpx.Client, process: Process) -> None:
    while process.poll() is None:
        try:
            client.get("/api/health/live")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server ended with {process.returncode}")
