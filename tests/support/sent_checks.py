"""Checks sent to a server as a CI job sends them."""

from __future__ import annotations

import time
from typing import Any

from fanscope_backend.store import ENDED
from support.server import Server
from support.specs import TINY

URL = "/api/checks"
HEALTHY: dict[str, Any] = TINY | {"schemes": ["xavier"], "seeds": 1}
TRAP: dict[str, Any] = {
    "name": "vanishing",
    "network": {"kind": "mlp", "widths": [64, *[64] * 6, 10], "activation": "relu"},
    "schemes": [{"name": "normal", "std": 0.001}],
}


def send(server: Server, spec: Any = HEALTHY, *, wait: float = 30, **fields: Any) -> Any:
    """Send a check and return the response."""
    return server.client.post(URL, params={"wait": wait}, json={"spec": spec} | fields)


def until_ended(server: Server, check_id: str) -> None:
    """Return once a check has ended, which the store alone is asked."""
    ends_at = time.monotonic() + 60
    while server.store.get_check(check_id).status not in ENDED:
        assert time.monotonic() < ends_at
        time.sleep(0.02)
