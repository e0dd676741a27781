"""Child processes that are started again when they die, and that all end with this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from fanscope.cli.log_files import set_aside
from fanscope.errors import FanscopeError

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
LONG_LIFE_S = 30.0
"""A child that lived so long is started again without the pauses of its earlier deaths."""
RUN_S = 600.0
STOP_S = 2.5
"""Children that have not ended so long after SIGTERM are killed."""


@dataclass(frozen=True, slots=True)
class Service:
    """A Python module to run as a child process, under a name that says what it is."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()


class Child:
    """One service and the process that serves it now."""

    def __init__(self, service: Service, environment: Mapping[str, str], log: Path) -> None:
        """Start nothing yet; what the process prints goes to ``log``."""
        self.service = service
        self._log = log
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._num_deaths = 0
        self._restart_at = 0.0

    def start(self) -> None:
        """Start the process, in a session of its own: a Ctrl-C reaches us, and we tell it."""
        self._untether()
        tether = (sys.executable, "-m", "fanscope.cli.tether", self.service.module)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                (*tether, *self.service.arguments),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self._environment),
                start_new_session=True,
            )
        self._started_at = monotonic()

    @property
    def pid(self) -> int | None:
        """The process's id, None before the first start."""
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """The process's exit code, None while it runs."""
        return self._process.poll() if self._process else None

    def revive(self) -> None:
        """Start the process again if it has died, after a pause that doubles with every death."""
        if self.exit_code is None:
            return
        now = monotonic()
        if not self._restart_at:
            self._num_deaths = 1 if now - self._started_at > LONG_LIFE_S else self._num_deaths + 1
            pause_s = min(FIRST_PAUSE_S * 2 ** (self._num_deaths - 1), LONGEST_PAUSE_S)
            self._restart_at = now + pause_s
        elif now >= self._restart_at:
            self._restart_at = 0.0
            self.start()

    def last_words(self) -> str:
        """Return why the service does not run, in one sentence."""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"exit code {self.exit_code}"
        return f"the {self.service.name} did not start: {reason} (log: {self._log})"

    def terminate(self) -> None:
        """Ask the process to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, timeout_s: float) -> None:
        """Wait for the process to end; kill it when the time is over."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._untether()

    def _untether(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()


class Supervisor:
    """The children of one ``fanscope up``."""

    def __init__(self, environment: Mapping[str, str], *, logs: Path) -> None:
        """Have no children yet.

        Args:
            environment: What the children get on top of ours.
            logs: Folder for what they print.
        """
        self.logs = logs
        self._environment = {**os.environ, **environment}
        self._children: list[Child] = []

    def run(self, service: Service) -> None:
        """Run a service to its end.

        Raises:
            FanscopeError: It failed.
        """
        child = self._start(service)
        child.wait(RUN_S)
        if child.exit_code:
            raise FanscopeError(child.last_words())

    def start(self, service: Service) -> Child:
        """Start a service that is to run until :meth:`stop`."""
        child = self._start(service)
        self._children.append(child)
        return child

    def watch(self, is_over: Callable[[float], bool], *, every_s: float = 0.2) -> None:
        """Revive children that died, until ``is_over``, which waits ``every_s``, says so."""
        while not is_over(every_s):
            for child in self._children:
                child.revive()

    def stop(self) -> None:
        """End all children: asked first, killed if need be."""
        for child in self._children:
            child.terminate()
        deadline = monotonic() + STOP_S
        for child in self._children:
            child.wait(max(0.0, deadline - monotonic()))

    def _start(self, service: Service) -> Child:
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{service.name}.log"
        set_aside(log)
        child = Child(service, self._environment, log)
        child.start()
        return child
