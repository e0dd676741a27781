"""The HTTP client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import sleep
from types import TracebackType
from typing import Any, Self

import httpx

from fanscope.client.checking import Checking
from fanscope.client.events import Event, read_events
from fanscope.client.problems import ServerError, raise_for_problem
from fanscope.spec import ExperimentSpec

DEFAULT_SERVER = "http://127.0.0.1:8000"
LAST_EVENTS = frozenset({"experiment_finished", "experiment_cancelled"})
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
"""Servers send a comment every 15 s into a stream with nothing to say."""
AWAY = frozenset({502, 503, 504})
"""What a proxy answers while the server behind it starts anew."""
MOST_FAILURES = 10
PAUSE_S = 1.0

Json = dict[str, Any]


class Client:
    """A server's experiments. Use it in a ``with`` block, or close it."""

    def __init__(
        self,
        server: str = DEFAULT_SERVER,
        *,
        token: str | None = None,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        """Connect to nothing yet.

        Args:
            server: Address, e.g. ``http://127.0.0.1:8000``.
            token: Sent as a bearer token.
            transport: In place of the network; for tests.
            pause: Waits so many seconds between two attempts to follow a stream.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.server = server.rstrip("/")
        self._pause = pause
        self._http = httpx.Client(
            base_url=f"{self.server}/api", headers=headers, timeout=TIMEOUT, transport=transport
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def submit(self, spec: ExperimentSpec, *, idempotency_key: str | None = None) -> Json:
        """Queue an experiment and return it as the server describes it.

        Args:
            spec: What to run.
            idempotency_key: A second call with the same key returns the first one's experiment.

        Raises:
            SpecError: The server refuses the spec, field by field.
            ServerError: The server cannot be reached or fails.
        """
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        document = spec.model_dump(mode="json")
        return self._request("POST", "/experiments", json=document, headers=headers)

    def experiment(self, experiment_id: str) -> Json:
        """Return one experiment: status, runs, verdicts.

        Raises:
            NotFoundError: There is none.
        """
        return self._request("GET", f"/experiments/{experiment_id}")

    def check(
        self,
        spec: ExperimentSpec,
        *,
        gates: Json | None = None,
        steps: int = 0,
        project: str | None = None,
        commit: str | None = None,
        baseline: bool = False,
        branch: str | None = None,
        wait_s: float = 30.0,
        timeout_s: float = 3600.0,
    ) -> Json:
        """Have a spec judged, wait for the end, and return the check as the server describes it.

        A connection that breaks is taken up again; the check is made once.

        Args:
            spec: What to judge.
            gates: What fails it, as :class:`fanscope.checks.Gates` has it.
            steps: Updates that are judged as well.
            project: Whose history it belongs to.
            commit: What is checked.
            baseline: Makes it the project's baseline once it has passed.
            branch: Where the commit is.
            wait_s: Seconds that the server may take over one answer before it is asked again.
            timeout_s: Seconds after which following is given up.

        Raises:
            SpecError: The server refuses the spec or the gates, field by field.
            ServerError: The server cannot be reached or fails, or the check takes too long.
        """
        document = {
            "spec": spec.model_dump(mode="json"),
            "gates": gates or {},
            "steps": steps,
            "project": project,
            "commit": commit,
            "branch": branch,
            "baseline": baseline,
        }
        checking = Checking(
            self._ask_patiently,
            server=self.server,
            pause=self._pause,
            wait_s=wait_s,
            timeout_s=timeout_s,
        )
        return checking.run(document)

    def find_check(self, check_id: str) -> Json:
        """Return a check as the server describes it now.

        Raises:
            NotFoundError: There is none.
        """
        return self._request("GET", f"/checks/{check_id}")

    def cancel(self, experiment_id: str) -> Json:
        """Stop an experiment and return it.

        Raises:
            NotFoundError: There is none.
        """
        return self._request("POST", f"/experiments/{experiment_id}/cancel")

    def follow(self, experiment_id: str, *, after: int = 0) -> Iterator[Event]:
        """Yield an experiment's events, those of the past first, until it has ended.

        A stream that breaks is taken up again behind the last event.

        Args:
            experiment_id: The experiment.
            after: Sequence of the last event that is known already.

        Raises:
            NotFoundError: There is no such experiment.
            ServerError: The server cannot be reached any more.
        """
        failures = 0
        while True:
            try:
                for event in self._stream(experiment_id, after):
                    after, failures = event.sequence, 0
                    yield event
                    if event.kind in LAST_EVENTS:
                        return
            except httpx.TransportError as error:
                failures += 1
                if failures > MOST_FAILURES:
                    raise ServerError(f"lost {self.server}: {error}") from error
                self._pause(PAUSE_S)

    def _stream(self, experiment_id: str, after: int) -> Iterator[Event]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        path = f"/experiments/{experiment_id}/events"
        with self._http.stream("GET", path, headers=headers, timeout=STREAM_TIMEOUT) as response:
            if not response.is_success:
                response.read()
                raise_for_problem(response)
            yield from read_events(response.iter_lines())

    def _request(self, method: str, path: str, **options: Any) -> Json:
        try:
            return _read(self._http.request(method, path, **options))
        except httpx.TransportError as error:
            raise ServerError(
                f"cannot reach {self.server}: {error}; `fanscope up` starts a server here"
            ) from error

    def _ask_patiently(self, method: str, path: str, **options: Any) -> Json:
        """Return an answer; a proxy whose server is away counts as a broken connection."""
        response = self._http.request(method, path, **options)
        if response.status_code in AWAY:
            raise httpx.ReadError(f"it answered {response.status_code}")
        return _read(response)


def _read(response: httpx.Response) -> Json:
    raise_for_problem(response)
    document: Json = response.json()
    return document
