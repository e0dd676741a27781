"""A whole Fanscope for tests: a backend and workers as processes of their own, and a client."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from fanscope.client import Client
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, open_store
from fanscope_worker.app import wait_for_database
from support.processes import free_port, stop, wait_until

Process = subprocess.Popen[bytes]
TIMEOUT_S = 60.0
QUICK = {"FANSCOPE_LEASE_S": "3", "FANSCOPE_REAP_S": "0.3", "OMP_NUM_THREADS": "1"}


class Installation:
    """Processes that share one database; all are ended by :meth:`close`."""

    def __init__(self, home: Path, **environment: str) -> None:
        """Start nothing yet; ``environment`` says where database and broker are, files by default."""
        self.port = free_port()
        self.home = home
        self._processes: list[Process] = []
        self._backend: Process | None = None
        self._logs = 0
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("FANSCOPE_")}
        own = {"FANSCOPE_HOME": str(home), "FANSCOPE_PORT": str(self.port)}
        self.environment = {**inherited, **QUICK, **own, **environment}

    def start_backend(self) -> None:
        """Start the backend and return once it answers."""
        if "FANSCOPE_DATABASE_URL" in self.environment:
            self.run("fanscope_backend", "migrate")
        backend = self.start("fanscope_backend", "serve")
        wait_until(self._answers, backend, self._log)
        self._backend = backend

    def restart_backend(self) -> None:
        """Kill the backend and start another on the same port."""
        if self._backend is not None:
            self._backend.kill()
            self._backend.wait()
        self.start_backend()

    def start_worker(self, **environment: str) -> Process:
        """Start a worker; it takes a while until it works."""
        return self.start("fanscope_worker", **environment)

    def start(self, module: str, *arguments: str, **environment: str) -> Process:
        """Start a module as a process; ``environment`` is for it alone."""
        with self._new_log().open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**self.environment, **environment},
            )
        self._processes.append(process)
        return process

    def run(self, module: str, *arguments: str) -> None:
        """Run a module to its end."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=self.environment, check=False, capture_output=True)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())

    def client(self) -> Client:
        """Return a client; close it."""
        return Client(f"http://127.0.0.1:{self.port}")

    def settings(self) -> Settings:
        """Return what the processes read from their environment."""
        names = {key.removeprefix("FANSCOPE_").lower(): v for key, v in self.environment.items()}
        known = {name: value for name, value in names.items() if name in Settings.model_fields}
        return Settings.model_validate(known)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Yield the store that the processes share."""
        store = open_store(self.settings())
        try:
            wait_for_database(store)
            yield store
        finally:
            store.close()

    def logs(self) -> list[str]:
        """Return what each process has printed."""
        return [path.read_text(errors="replace") for path in self._log.parent.glob("*.log")]

    def log(self) -> str:
        """Return what all processes have printed."""
        return "\n".join(self.logs())

    def close(self) -> None:
        """End all processes."""
        for process in self._processes:
            if process.poll() is None:
                stop(process, signal.SIGTERM)

    @property
    def _log(self) -> Path:
        return self.home / "test-logs" / f"{self._logs}.log"

    def _new_log(self) -> Path:
        self._logs += 1
        self._log.parent.mkdir(parents=True, exist_ok=True)
        return self._log

    def _answers(self) -> bool:
        with self.client() as client:
            try:
                client.experiment("0" * 32)
            except Exception as error:
                return type(error).__name__ == "NotFoundError"
        return False


def await_true(condition: Callable[[], object], *, timeout_s: float = TIMEOUT_S) -> None:
    """Return once ``condition`` holds.

    Raises:
        TimeoutError: It does not in time.
    """
    ends_at = monotonic() + timeout_s
    while not condition():
        if monotonic() > ends_at:
            raise TimeoutError
        sleep(0.02)


def await_end(
    client: Client, experiment_id: str, *, timeout_s: float = TIMEOUT_S
) -> dict[str, Any]:
    """Return the experiment once it has ended."""
    ended = ("finished", "failed", "cancelled")
    await_true(lambda: client.experiment(experiment_id)["status"] in ended, timeout_s=timeout_s)
    return client.experiment(experiment_id)
