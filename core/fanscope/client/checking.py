"""Following a check to its end, over broken connections and a server that starts anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx

from fanscope.client.problems import ServerError
from fanscope.errors import SpecError

MOST_FAILURES = 10
PAUSE_S = 1.0
ANSWER_S = 60.0
"""What an answer may take beyond the time that the server was asked to wait."""

Json = dict[str, Any]
Request = Callable[..., Json]
"""Method, path and httpx options in, document out; a transport error goes through."""


class Checking:
    """One check, from its sending to its end.

    The check has a key of its own, so that sending it again after a broken connection does not make a second one.
    """

    def __init__(
        self,
        request: Request,
        *,
        server: str,
        pause: Callable[[float], None],
        wait_s: float,
        timeout_s: float,
    ) -> None:
        """Send nothing yet.

        Args:
            request: Speaks to the server.
            server: Its address, for messages.
            pause: Waits so many seconds between two attempts.
            wait_s: Seconds that the server may take over one answer before it is asked again.
            timeout_s: Seconds after which following is given up.
        """
        self._request = request
        self._server = server
        self._pause = pause
        self._wait_s = wait_s
        self._timeout_s = timeout_s

    def run(self, document: Json) -> Json:
        """Send the check, follow it, and return it as the server describes its end.

        Raises:
            SpecError: The server refuses it; fields of the spec are named as in the spec.
            ServerError: The server cannot be reached, or the check takes too long.
        """
        ends_at = monotonic() + self._timeout_s
        answer = self._send(document, ends_at)
        while answer["status"] == "running":
            if monotonic() >= ends_at:
                raise ServerError(
                    f"the check still runs after {self._timeout_s:g} s; it goes on at {answer['url']}"
                )
            answer = self._ask("GET", f"/checks/{answer['id']}", ends_at)
        return answer

    def _send(self, document: Json, ends_at: float) -> Json:
        headers = {"Idempotency-Key": uuid4().hex}
        try:
            return self._ask("POST", "/checks", ends_at, json=document, headers=headers)
        except SpecError as error:
            raise _as_in_the_spec(error) from None

    def _ask(self, method: str, path: str, ends_at: float, **options: Any) -> Json:
        """Return an answer; ask again where the connection breaks, but not where there was never a server."""
        failures = 0
        while True:
            wait_s = min(self._wait_s, max(0.0, ends_at - monotonic()))
            options |= {"params": {"wait": wait_s}, "timeout": wait_s + ANSWER_S}
            try:
                return self._request(method, path, **options)
            except httpx.TransportError as error:
                failures += 1
                was_never_there = isinstance(error, httpx.ConnectError) and method == "POST"
                if failures == 1 and was_never_there:
                    raise ServerError(
                        f"cannot reach {self._server}: {error}; `fanscope up` starts a server here"
                    ) from error
                if failures > MOST_FAILURES or monotonic() >= ends_at:
                    raise ServerError(
                        f"lost {self._server} while the check ran: {error}; the server finishes it "
                        "when it is back"
                    ) from error
                self._pause(PAUSE_S)


def _as_in_the_spec(error: SpecError) -> SpecError:
    issues = [
        replace(issue, field=issue.field.removeprefix("spec").removeprefix("."))
        if issue.field.partition(".")[0] == "spec"
        else issue
        for issue in error.issues
    ]
    return type(error)(issues)
