"""A private Redis for tests, started with the binary on this machine.

Register the fixture in a test module with ``from support.redis import redis_url``.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from support.processes import find_program, free_port, stop, wait_until


@contextmanager
def run_redis() -> Iterator[str]:
    """Yield the URL of a fresh server that keeps nothing, and stop it afterwards."""
    port = free_port()
    command = [find_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
    with tempfile.TemporaryDirectory(prefix="fanscope-redis-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        url = f"redis://127.0.0.1:{port}/0"
        try:
            wait_until(lambda: _answers(url), process, log)
            yield url
        finally:
            stop(process, signal.SIGTERM)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """One server for all tests of a process."""
    with run_redis() as url:
        yield url


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisError:
        return False
