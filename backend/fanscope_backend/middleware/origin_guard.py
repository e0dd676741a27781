"""While there is no login: only pages of this server may talk to it.

A name that an attacker points at 127.0.0.1 (DNS rebinding) fails on ``Host``; a foreign page that
posts to us (a drive-by request) fails on ``Origin`` or ``Sec-Fetch-Site``.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from fanscope_backend.api.problems import problem

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginGuard:
    """Refuses requests to foreign host names, and changes that foreign pages ask for."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: Iterable[str]) -> None:
        """Wrap ``app``; ``*`` among the hosts allows every name."""
        self._app = app
        self._hosts = LOOPBACK_NAMES | {name.lower() for name in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        refusal = self._complain(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await problem(403, refusal)(scope, receive, send)

    def _complain(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if "*" not in self._hosts and _name_of(host) not in self._hosts:
            return (
                f"This server does not answer to the name {host[:80]!r}; "
                "add it to FANSCOPE_ALLOWED_HOSTS if it should."
            )
        if scope["method"] in _SAFE_METHODS:
            return None
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return f"Pages of {origin[:80]!r} may not change anything here."
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return "Pages of other sites may not change anything here."
        return None


def _name_of(host: str) -> str:
    """Return the name in a ``Host`` header, without port and brackets; empty if it is malformed."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
