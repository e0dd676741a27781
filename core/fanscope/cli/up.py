"""``fanscope up``: the dashboard with everything behind it, on this machine.

It supervises the same processes that a team runs under Docker or systemd: one backend and some
workers, which meet in the database. So it needs neither the server's code nor torch itself.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import click

from fanscope.cli.browser import open_page
from fanscope.cli.folder_lock import FolderLock
from fanscope.cli.ports import claim_port
from fanscope.cli.readiness import await_answer
from fanscope.cli.supervisor import Service, Supervisor
from fanscope.errors import FanscopeError

EPILOG = """\b
Examples:
  fanscope up
  fanscope up --port 9000 --data-dir ./experiments --no-browser
Stop it with Ctrl-C; what is training goes on at the next start.
"""
HOME = Path.home() / ".local" / "share" / "fanscope"
MOST_WORKERS = 4
LEASE_S = "10"
"""On one machine a worker that is silent so long is dead, and its job need not wait longer."""
NEEDED = ("fanscope_backend", "fanscope_worker", "uvicorn", "celery", "sqlalchemy", "torch")


@click.command(epilog=EPILOG)
@click.option("--host", envvar="FANSCOPE_HOST", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    envvar="FANSCOPE_PORT",
    default=8000,
    show_default=True,
    help="0 takes a free one.",
)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="FANSCOPE_HOME",
    default=HOME,
    show_default=True,
    help="Folder for the server's state.",
)
@click.option(
    "--workers",
    type=click.IntRange(0, 256),
    help=f"Runs that train at the same time, besides quick checks; one a CPU, at most {MOST_WORKERS}, by default.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the dashboard in a browser.")
def up(host: str, port: int, data_dir: Path, workers: int | None, no_browser: bool) -> None:  # noqa: FBT001 - click passes by keyword
    """Start the dashboard: the server and its workers, until Ctrl-C."""
    _require_server()
    home = data_dir.absolute()
    with FolderLock(home) as lock:
        port = claim_port(host, port)
        environment = {
            "FANSCOPE_HOME": str(home),
            "FANSCOPE_HOST": host,
            "FANSCOPE_PORT": str(port),
            "FANSCOPE_LEASE_S": os.environ.get("FANSCOPE_LEASE_S", LEASE_S),
        }
        supervisor = Supervisor(environment, logs=home / "logs")
        stop = _stop_on_signals()
        try:
            url = _start_backend(supervisor, host, port, stop)
            if url is None:
                return
            lock.tell(url)
            click.echo(f"Fanscope runs at {url} (Ctrl-C stops it; logs are in {supervisor.logs})")
            if not no_browser:
                open_page(url)
            for service in _workers(_default_workers() if workers is None else workers):
                supervisor.start(service)
            supervisor.watch(stop.wait)
        finally:
            supervisor.stop()


def _start_backend(supervisor: Supervisor, host: str, port: int, stop: Event) -> str | None:
    """Return the address at which the backend answers; None if ``stop`` is set before."""
    if "FANSCOPE_DATABASE_URL" in os.environ:
        supervisor.run(Service("migration", "fanscope_backend", ("migrate",)))
    backend = supervisor.start(Service("backend", "fanscope_backend", ("serve",)))
    return await_answer(backend, host, port, stop=stop)


def _workers(number: int) -> Iterator[Service]:
    """Yield the workers, and one more for quick checks, which shall not wait behind long trainings."""
    for index in range(number):
        yield Service(f"worker-{index + 1}", "fanscope_worker")
    if number:
        yield Service("worker-quick", "fanscope_worker", ("--lane", "quick"))


def _require_server() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise FanscopeError(
            f"the server needs {', '.join(missing)}; install it with: pip install 'fanscope[worker]'"
        )


def _stop_on_signals() -> Event:
    """Return an event that Ctrl-C and SIGTERM set."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _default_workers() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    num_cpus = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(num_cpus, MOST_WORKERS)
