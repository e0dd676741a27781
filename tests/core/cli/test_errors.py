"""What the command line says of mistakes: one line that names the field and the way out, exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Fanscope = Callable[..., Result]
MLP = {"kind": "mlp", "widths": [64, 50, 10]}
BLOCK = {"op": "residual", "body": [{"op": "linear", "features": 16}]}
UNEVEN = {"kind": "sequential", "input": [8], "layers": [BLOCK, {"op": "linear", "features": 10}]}
PICTURES = {
    "kind": "sequential",
    "input": [3, 32, 32],
    "layers": [{"op": "flatten"}, {"op": "linear", "features": 2}],
}

MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "a typo in a key": (
        {"network": {**MLP, "activaton": "tanh"}, "schemes": ["xavier"]},
        "network.activaton",
        "did you mean activation?",
    ),
    "widths that are not the data's": (
        {"network": {**MLP, "widths": [100, 10]}, "schemes": ["xavier"]},
        "network.widths.0",
        "must be 64",
    ),
    "shapes that do not meet": (
        {"network": UNEVEN, "schemes": ["xavier"]},
        "network.layers.0",
        "[16] and the shortcut [8]",
    ),
    "a scheme that does not fit": (
        {"network": MLP, "schemes": ["hyperfan-in"]},
        "schemes.0",
        "use xavier or kaiming",
    ),
    "a scheme that there is not": (
        {"network": MLP, "schemes": ["xavierr"]},
        "schemes.0",
        "did you mean xavier?",
    ),
    "a folder of pictures that is not there": (
        {
            "network": PICTURES,
            "schemes": ["xavier"],
            "data": {"name": "image-folder", "path": "nowhere"},
        },
        "data.path",
        "put the pictures there",
    ),
}


def complaint(result: Result) -> str:
    """Return the one line on stderr of a command that failed as it should."""
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert len(lines[0]) < 300
    return lines[0]


@pytest.mark.parametrize("command", ["predict", "run"])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_spec(
    fanscope: Fanscope, tmp_path: Path, mistake: str, command: str
) -> None:
    spec, field, way_out = MISTAKES[mistake]
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec))
    line = complaint(fanscope(command, str(path)))
    assert line.startswith(f"fanscope: {field}")
    assert way_out in line


@pytest.mark.parametrize("words", [("predict",), ("run",), ("schemes", "--for")])
def test_a_spec_that_is_not_there(fanscope: Fanscope, words: tuple[str, ...]) -> None:
    line = complaint(fanscope(*words, "resnet20"))
    assert "no such file" in line
    assert "'resnet20'" in line
    assert "did you mean resnet-20? `fanscope presets` lists all" in line


def test_an_unknown_preset(fanscope: Fanscope) -> None:
    for words in (("predict", "preset:zzz"), ("presets", "zzz")):
        line = complaint(fanscope(*words))
        assert "there is no such preset; `fanscope presets` lists all" in line
        assert "'zzz'" in line


def test_a_folder_in_place_of_a_spec(fanscope: Fanscope, tmp_path: Path) -> None:
    assert "name the spec file inside it" in complaint(fanscope("predict", str(tmp_path)))


def test_a_report_that_cannot_be_written_is_refused_before_training(
    fanscope: Fanscope, tmp_path: Path
) -> None:
    """100,000,000 steps: if anything were trained, this test would not end."""
    where = tmp_path / "missing" / "report.html"
    result = fanscope("run", "preset:digits-mlp", "--steps", "100000000", "--html", str(where))
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr
    assert "--html" in result.stderr


def test_data_that_cannot_be_had(
    fanscope: Fanscope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("a long story " * 50)

    monkeypatch.setattr("pooch.retrieve", refuse)
    spec = {
        "network": {**MLP, "widths": [784, 10]},
        "schemes": ["xavier"],
        "data": {"name": "mnist"},
    }
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(spec))
    result = fanscope("run", str(path), "--steps", "0", "--data-dir", str(tmp_path / "data"))
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "data mnist is not there" in line
    assert "put train-images-idx3-ubyte.gz" in line
    assert len(line) < 900
