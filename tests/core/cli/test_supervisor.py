"""Children that are revived, and that end with their parent."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fanscope.cli import supervisor as module
from fanscope.cli.supervisor import Service, Supervisor
from fanscope.errors import FanscopeError

SLEEPER = "import time\nprint('awake', flush=True)\ntime.sleep(600)\n"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor({"PYTHONPATH": _path(tmp_path)}, logs=tmp_path / "logs")
    yield supervisor
    supervisor.stop()


def _path(tmp_path: Path) -> str:
    return os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])


def _await_log(path: Path, text: str, *, times: int = 1) -> None:
    ends_at = time.monotonic() + 20
    while not path.exists() or path.read_text().count(text) < times:
        assert time.monotonic() < ends_at, path.read_text() if path.exists() else "no log"
        time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_child_that_dies_is_started_again(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.05)
    (tmp_path / "mortal.py").write_text("print('alive', flush=True)\nraise SystemExit(3)\n")
    supervisor.start(Service("mortal", "mortal"))
    log = tmp_path / "logs" / "mortal.log"
    ends_at = time.monotonic() + 20

    def has_lived_thrice(pause_s: float) -> bool:
        time.sleep(pause_s / 10)
        return log.read_text().count("alive") >= 3 or time.monotonic() > ends_at

    supervisor.watch(has_lived_thrice)
    assert log.read_text().count("alive") >= 3


def test_stopping_ends_children_even_stubborn_ones(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_S", 0.5)
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    children = [supervisor.start(Service(name, name)) for name in ("sleeper", "stubborn")]
    for name in ("sleeper", "stubborn"):
        _await_log(tmp_path / "logs" / f"{name}.log", "awake")
    began_at = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began_at < 3
    assert all(child.exit_code is not None for child in children)


def test_a_service_that_fails_is_an_error_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    (tmp_path / "failing.py").write_text("raise SystemExit('no more room')\n")
    with pytest.raises(FanscopeError, match="no more room"):
        supervisor.run(Service("failing", "failing"))


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    parent = textwrap.dedent(
        f"""
        import time
        from pathlib import Path
        from fanscope.cli.supervisor import Service, Supervisor
        supervisor = Supervisor({{}}, logs=Path({str(tmp_path)!r}))
        print(supervisor.start(Service("sleeper", "sleeper")).pid, flush=True)
        time.sleep(600)
        """
    )
    environment = {**os.environ, "PYTHONPATH": _path(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, env=environment
    )
    if process.stdout is None:
        pytest.fail("no output")
    pid = int(process.stdout.readline())
    _await_log(tmp_path / "sleeper.log", "awake")
    assert _is_alive(pid)
    process.kill()
    process.communicate()
    ends_at = time.monotonic() + 5
    while _is_alive(pid):
        assert time.monotonic() < ends_at, "the child outlived its parent"
        time.sleep(0.02)
