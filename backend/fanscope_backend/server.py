"""uvicorn, with two habits of ours: it refuses to listen where it should not, and it stops at once."""

from __future__ import annotations

import gc
import logging
from types import FrameType

import uvicorn
from fastapi import FastAPI

from fanscope_backend.app import create_app
from fanscope_backend.middleware.origin_guard import LOOPBACK_NAMES
from fanscope_backend.settings import Settings

SHUTDOWN_S = 2
"""Open event streams end by themselves; whatever else is still open is cut after this."""

logger = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Ends the event streams when told to stop; uvicorn alone would wait for their clients."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        """Configure uvicorn; nothing listens yet."""
        self._doorbell = app.state.doorbell
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                timeout_graceful_shutdown=SHUTDOWN_S,
                access_log=False,
                log_level="warning",
                server_header=False,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: let the streams end, then uvicorn's own way."""
        self._doorbell.close()
        super().handle_exit(sig, frame)


def run_server(settings: Settings) -> int:
    """Serve until told to stop; return the exit code."""
    if settings.host not in LOOPBACK_NAMES and not settings.trusted_network:
        logger.error(
            "refusing to listen on %s: there is no login yet, so everyone who reaches it could use it. "
            "If only trusted people can, set FANSCOPE_TRUSTED_NETWORK=true.",
            settings.host,
        )
        return 2
    server = Server(create_app(settings), settings)
    _collect_seldom()
    server.run()
    return 0 if server.started else 1


def _collect_seldom() -> None:
    """Let the garbage collector leave alone what lives as long as the process, and look at the rest less often.

    A prediction makes a hundred thousand short-lived objects; by default that is a hundred and fifty collections, one or two of
    them of everything there is.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
