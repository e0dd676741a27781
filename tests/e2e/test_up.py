"""``fanscope up`` as a person starts and stops it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from support.installation import await_true
from support.processes import free_port

pytestmark = pytest.mark.e2e


@contextmanager
def up(home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield the process and the address that it prints; kill it if it still runs."""
    command = [sys.executable, "-m", "fanscope", "up", "--data-dir", str(home), "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", str(free_port()), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            pytest.fail(f"no address: {line!r} {process.communicate(timeout=10)}")
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    children: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    return children


def _are_gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


def test_it_answers_supervises_and_stops(tmp_path: Path) -> None:
    with up(tmp_path, "--workers", "1") as (process, url):
        assert httpx.get(f"{url}/api/health/ready").status_code == 200
        assert httpx.get(url).headers["content-type"].startswith("text/html")
        await_true(lambda: len(_children(process)) == 3)
        workers = [p for p in _children(process) if "fanscope_worker" in p.cmdline()]
        assert ["quick" in worker.cmdline() for worker in workers] == [False, True]
        for worker in workers:
            worker.kill()
            await_true(lambda dead=worker: dead not in _children(process))  # type: ignore[misc]
        await_true(lambda: len(_children(process)) == 3)
        children = _children(process)
        began_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert time.monotonic() - began_at < 5, "2.5 s and some for a busy machine"
        assert _are_gone(children)


def test_a_second_one_on_the_same_folder_is_sent_to_the_first(tmp_path: Path) -> None:
    with up(tmp_path, "--workers", "0") as (process, url):
        command = [sys.executable, "-m", "fanscope", "up", "--data-dir", str(tmp_path)]
        second = subprocess.run(
            [*command, "--no-browser", "--port", "0"], capture_output=True, text=True, check=False
        )
        assert second.returncode == 2
        assert (
            f"the server at {url} (process {process.pid}) already uses {tmp_path}" in second.stderr
        )
        assert "Traceback" not in second.stderr
        assert httpx.get(f"{url}/api/health/ready").status_code == 200
    with up(tmp_path, "--workers", "0"):
        assert {path.name for path in (tmp_path / "logs").iterdir()} == {
            "backend.log",
            "backend.log.1",
        }


def test_children_go_when_it_is_killed(tmp_path: Path) -> None:
    with up(tmp_path, "--workers", "1") as (process, _):
        await_true(lambda: len(_children(process)) == 3)
        children = _children(process)
        process.kill()
        process.wait()
        await_true(lambda: _are_gone(children), timeout_s=10)


def test_a_taken_port_ends_in_one_line(tmp_path: Path) -> None:
    with up(tmp_path, "--workers", "0") as (_, url):
        port = url.rpartition(":")[2]
        command = [sys.executable, "-m", "fanscope", "up", "--port", port]
        second = subprocess.run(
            [*command, "--data-dir", str(tmp_path / "second")],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert f"port {port}" in second.stderr
    assert "--port" in second.stderr


def test_it_refuses_to_listen_for_everyone(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fanscope", "up", "--host", "0.0.0.0"]
    refused = subprocess.run(
        [*command, "--port", str(free_port()), "--data-dir", str(tmp_path), "--no-browser"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "FANSCOPE_TRUSTED_NETWORK" in refused.stderr
    assert refused.stderr.count("\n") == 1
