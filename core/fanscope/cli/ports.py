"""Whether the server can listen where it is asked to."""

from __future__ import annotations

import errno
import socket

from fanscope.errors import FanscopeError

NUM_TRIED = 100


def claim_port(host: str, port: int) -> int:
    """Return ``port`` if it is free, or a free one for 0.

    Raises:
        FanscopeError: The port is taken, needs rights that we lack, or the address is not ours.
    """
    try:
        return _bind(host, port)
    except OSError as error:
        raise FanscopeError(_explain(error, host, port)) from error


def _bind(host: str, port: int) -> int:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _explain(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"port {port} of {host} is taken, perhaps by a Fanscope that runs already; "
                f"try: fanscope up --port {_find_free(host, port)}"
            )
        case errno.EACCES:
            return f"port {port} needs rights that you lack; try: fanscope up --port 8000"
        case _:
            return f"cannot listen on {host}: {error.strerror or error}"


def _find_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + NUM_TRIED, 65535)):
        try:
            return _bind(host, candidate)
        except OSError:
            continue
    return 0
