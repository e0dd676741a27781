"""Waiting until a server that was just started answers."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Event
from time import monotonic

from fanscope.cli.supervisor import Child
from fanscope.errors import FanscopeError

PATH = "/api/health/live"
PATIENCE_S = 60.0
POLL_S = 0.05


def await_answer(server: Child, host: str, port: int, *, stop: Event) -> str | None:
    """Return the server's address once it answers, None if ``stop`` is set before.

    Raises:
        FanscopeError: The server ended, or stays silent for a minute.
    """
    reachable = _reachable(host)
    deadline = monotonic() + PATIENCE_S
    while not stop.wait(POLL_S):
        if server.exit_code is not None or monotonic() > deadline:
            raise FanscopeError(server.last_words())
        if _answers(reachable, port):
            return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"
    return None


def _reachable(host: str) -> str:
    """Return an address under which a server that listens on ``host`` is reached from here."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
