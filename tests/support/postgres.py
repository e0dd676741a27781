"""A private PostgreSQL for tests, started with the binaries on this machine.

Register the fixture in a test module with ``from support.postgres import postgres_url``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from support.processes import find_program, free_port, stop, unprivileged_user, wait_until

OPTIONS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


@contextmanager
def run_postgres() -> Iterator[str]:
    """Yield the address of a fresh server, ``postgresql://user@host:port``, and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fanscope-postgres-"))
    user = unprivileged_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        _init(folder)
        with _running(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server_url: str) -> Iterator[str]:
    """Yield the URL of an empty database of its own, and drop it afterwards."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield f"{server_url}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One server for all tests of a process."""
    with run_postgres() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database for one test."""
    with new_database(postgres_server) as url:
        yield url


def _program(name: str) -> str:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    return find_program(name, *sorted(versions, key=lambda path: -float(path.parent.name)))


def _init(folder: Path) -> None:
    command = [_program("initdb"), "--username=fanscope", "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--no-sync", f"--pgdata={folder / 'data'}"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, user=_uid(), group=_gid())


@contextmanager
def _running(folder: Path) -> Iterator[str]:
    port = free_port()
    options = [word for option in OPTIONS for word in ("-c", option)]
    command = [_program("postgres"), "-D", str(folder / "data"), "-p", str(port), "-h", "127.0.0.1"]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "-k", "", *options],
            stdout=output,
            stderr=output,
            cwd=folder,
            user=_uid(),
            group=_gid(),
        )
    url = f"postgresql://fanscope@127.0.0.1:{port}"
    try:
        wait_until(lambda: _answers(url), process, log)
        yield url
    finally:
        stop(process, signal.SIGINT)


def _uid() -> int | None:
    user = unprivileged_user()
    return None if user is None else user.pw_uid


def _gid() -> int | None:
    user = unprivileged_user()
    return None if user is None else user.pw_gid


def _answers(url: str) -> bool:
    try:
        psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
