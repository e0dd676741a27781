"""What ``fanscope check`` says of mistakes: one line that says what to do, exit 2, nothing run, no traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Fanscope = Callable[..., Result]
ENDLESS = ("preset:digits-mlp", "--steps", "100000000")
"""If anything were run, the test would not end."""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def complaint(result: Result) -> str:
    """Return the one line on stderr of a command that failed as it should."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    line = result.stderr.splitlines()[-1]
    assert len(line) < 400
    return line


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--junit", "nowhere/x.xml"), ("--junit", "there is no folder nowhere; make it first")),
        (("--sarif", "."), ("--sarif", "it is a folder; name a file")),
        (("--json", "/proc/version"), ("--json", "cannot be written")),
        (("--markdown", "nowhere/x.md"), ("--markdown", "make it first")),
        (("--json", "x", "--junit", "./x"), ("--junit", "is the file of --json too")),
        (("--repaired", "nowhere/x.yaml"), ("--repaired", "make it first")),
        (("--save-baseline", "nowhere/x.json"), ("--save-baseline", "make it first")),
        (("--baseline", "nowhere.json"), ("--baseline", "--save-baseline")),
        (("--rule", "FS999=off"), ("--rule", "no such rule")),
        (("--rule", "exploding-activation=off"), ("did you mean exploding-activations?",)),
        (("--rule", "FS106.low=5"), ("--rule FS106.low", "must be below high")),
        (("--rule", "FS101=off", "--rule", "FS101=error"), ("contradicts", "keep one")),
        (("--loss", "a:b"), ("--loss", "is for modules")),
        (("--zeros", "*.lora_B"), ("--zeros", "is for modules", "intent.zeros")),
        (("--input", "3,32,32"), ("--input", "is for modules")),
        (("--project", "mine"), ("--project", "--server")),
        (("--batch", "a:b"), ("--batch", "is for modules")),
        (("--seeds", "0"), ("--seeds",)),
        (("--fail-on", "never"), ("--fail-on", "'error', 'warning'")),
        (("--server", "http://127.0.0.1:9", "--baseline", "x"), ("--baseline", "--project")),
    ],
)
def test_mistakes_are_refused_before_anything_runs(
    fanscope: Fanscope, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    line = complaint(fanscope("check", *ENDLESS, *options))
    for word in words:
        assert word in line


@pytest.mark.parametrize("options", [("--server", "http://127.0.0.1:9"), ("--as-baseline",)])
def test_what_no_server_does_for_modules(fanscope: Fanscope, options: tuple[str, ...]) -> None:
    line = complaint(fanscope("check", "package.nets:make", *options))
    assert options[0] in line
    assert "is for specs" in line


def test_no_target(fanscope: Fanscope) -> None:
    assert "preset:NAME" in complaint(fanscope("check"))


def test_no_such_spec(fanscope: Fanscope) -> None:
    assert "did you mean digits-mlp?" in complaint(fanscope("check", "preset:digits-mpl"))


def test_an_unknown_key_in_the_settings(fanscope: Fanscope, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.fanscope]\nfail_on = 'error'\n")
    line = complaint(fanscope("check", *ENDLESS))
    assert "pyproject.toml: tool.fanscope.fail_on: unknown key; did you mean fail-on?" in line


def test_a_server_that_is_not_there(fanscope: Fanscope) -> None:
    line = complaint(fanscope("check", "preset:digits-mlp", "--server", "http://127.0.0.1:9"))
    assert "cannot reach http://127.0.0.1:9" in line


def test_a_file_is_left_as_it_was(fanscope: Fanscope, tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_text("old")
    options = ("--junit", str(old), "--sarif", str(tmp_path / "new.sarif"), "--json", "nowhere/x")
    complaint(fanscope("check", *ENDLESS, *options))
    assert old.read_text() == "old"
    assert not (tmp_path / "new.sarif").exists()
