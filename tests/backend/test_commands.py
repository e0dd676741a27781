"""The backend as a process: it starts without torch, stops at once, and refuses to be found by all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.processes import free_port
from support.specs import TINY


@contextmanager
def serving(home: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    variables = {"FANSCOPE_HOME": str(home), "FANSCOPE_PORT": str(port), **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "fanscope_backend", "serve"],
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(process, url)
        yield process, url
    finally:
        process.kill()
        process.communicate()


def wait_for_answer(process: subprocess.Popen[bytes], url: str) -> None:
    ends_at = time.monotonic() + 60
    with httpx.Client(base_url=url) as client:
        while time.monotonic() < ends_at and process.poll() is None:
            try:
                client.get("/api/health/ready").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
    raise RuntimeError("the server did not start")


def run(command: str, home: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "fanscope_backend", command],
        env={**os.environ, "FANSCOPE_HOME": str(home), **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_stops_at_once_with_an_open_stream_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        made = httpx.post(f"{url}/api/experiments", json=TINY, timeout=30).json()
        with httpx.stream(
            "GET", f"{url}/api/experiments/{made['id']}/events", timeout=30
        ) as stream:
            lines = stream.iter_lines()
            while "experiment_queued" not in next(lines):
                pass
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            list(lines)
            assert process.wait(20) in (0, -signal.SIGTERM)  # uvicorn passes the signal on
            took_s = time.monotonic() - started
        log = process.stderr.read().decode() if process.stderr else ""
    assert took_s < 5
    assert "Traceback" not in log
    with serving(tmp_path) as (_, url):
        assert httpx.get(f"{url}/api/experiments/{made['id']}").json() == made


def test_refuses_to_listen_beyond_loopback_without_login(tmp_path: Path) -> None:
    ended = run("serve", tmp_path, FANSCOPE_HOST="0.0.0.0")
    assert ended.returncode == 2
    assert b"FANSCOPE_TRUSTED_NETWORK" in ended.stderr


def test_trusts_a_network_that_it_is_told_to_trust(tmp_path: Path) -> None:
    with serving(tmp_path, FANSCOPE_HOST="0.0.0.0", FANSCOPE_TRUSTED_NETWORK="1") as (_, url):
        assert httpx.get(f"{url}/api/health/live").status_code == 200


def test_migrates(tmp_path: Path) -> None:
    assert run("migrate", tmp_path).returncode == 0
    assert (tmp_path / "fanscope.sqlite").is_file()


def test_says_what_is_wrong_with_its_settings(tmp_path: Path) -> None:
    ended = run("migrate", tmp_path, FANSCOPE_PORT="eighty")
    assert ended.returncode == 2
    assert b"FANSCOPE_PORT" in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_describes_the_api_without_a_server(tmp_path: Path) -> None:
    document = json.loads(run("openapi", tmp_path).stdout)
    committed = Path(__file__).parents[2] / "frontend" / "openapi.json"
    assert document == json.loads(committed.read_bytes())
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert {each["operationId"] for each in operations} >= {"listExperiments", "getFigure"}
    assert all(each["tags"] for each in operations)


def test_never_imports_torch() -> None:
    code = "import sys, fanscope_backend.server; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
