"""Private instances of other people's servers: a free port, a temporary folder, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

START_TIMEOUT_S = 30.0


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_program(name: str, *folders: Path) -> str:
    """Return the path of a program, newest folder first.

    Raises:
        RuntimeError: It is not installed; the message says what to install.
    """
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise RuntimeError(f"{name} is not installed: apt-get install postgresql redis-server")
    return found


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom a server that refuses to run as root runs as; None where this is not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers.

    Raises:
        RuntimeError: It ended, or stays silent for :data:`START_TIMEOUT_S`; with its log.
    """
    ends_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < ends_at and process.poll() is None:
        if is_ready():
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')}")


def stop(process: subprocess.Popen[bytes], signal: int) -> None:
    """Stop a server that we started, by force if it does not listen."""
    process.send_signal(signal)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
