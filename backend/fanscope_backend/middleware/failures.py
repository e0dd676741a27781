"""The last resort: an error nobody expected becomes a 500 with a number to look for in the log."""

from __future__ import annotations

import logging
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fanscope_backend.api.problems import problem

logger = logging.getLogger(__name__)


class Failures:
    """Logs an unexpected error's traceback once and answers without any of its text."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception:
            reference = uuid4().hex
            logger.exception(
                "%s %s failed, reference %s", scope["method"], scope["path"], reference
            )
            if not has_started:
                detail = f"The server made a mistake; its log has the details under {reference}."
                await problem(500, detail)(scope, receive, send)
