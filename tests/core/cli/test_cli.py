"""The command line as a whole: help, version, exit codes, what it imports and how errors look."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fanscope import __version__
from fanscope.cli import COMMANDS

Fanscope = Callable[..., Result]


def test_version(fanscope: Fanscope) -> None:
    result = fanscope("--version")
    assert result.exit_code == 0
    assert __version__ in result.stdout


def test_help_lists_every_command(fanscope: Fanscope) -> None:
    result = fanscope("--help")
    assert result.exit_code == 0
    assert all(f"\n  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(fanscope: Fanscope, name: str) -> None:
    result = fanscope(name, "--help")
    assert result.exit_code == 0
    assert "Usage: fanscope" in result.stdout


@pytest.mark.parametrize("arguments", [["nonsense"], ["run"], ["run", "x", "--steps", "-1"]])
def test_wrong_usage_exits_with_2(fanscope: Fanscope, arguments: list[str]) -> None:
    result = fanscope(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error" in result.stderr


def test_every_issue_of_a_spec_is_one_line_on_stderr(fanscope: Fanscope) -> None:
    spec = "network: {kind: mlp, widths: [64, 0, 10]}\nschemes: [xavierr]\nbogus: 1\n"
    result = fanscope("predict", "-", stdin=spec)
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    for field in ("network.widths.1", "bogus"):
        assert sum(field in line for line in lines) == 1, lines
    assert all(line.startswith("fanscope: ") for line in lines)


def test_debug_shows_where_an_error_comes_from(fanscope: Fanscope) -> None:
    result = fanscope("--debug", "predict", "no-such-file")
    assert result.exit_code == 1
    assert type(result.exception).__name__ == "SpecError"


def test_neither_help_nor_prediction_imports_torch() -> None:
    code = (
        "import sys; from fanscope.cli import app; "
        "app(['predict', 'preset:digits-mlp'], standalone_mode=False); "
        "app(['--help'], standalone_mode=False); "
        "sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_help_needs_little_work() -> None:
    """CPU time, for the clock on the wall measures the neighbours; 0.25 s on a quiet core."""
    code = "import time; from fanscope.cli import app; app(['--help'], standalone_mode=False)"
    code += "; import sys; sys.stderr.write(str(time.process_time()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert float(done.stderr) < 1.0


def test_interrupting_a_run_exits_with_130() -> None:
    command = [sys.executable, "-m", "fanscope", "run", "preset:digits-mlp", "--steps", "1000000"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    maps = Path(f"/proc/{process.pid}/maps")
    while process.poll() is None and "libtorch" not in maps.read_text():
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stdout == b""
    assert b"Traceback" not in stderr
