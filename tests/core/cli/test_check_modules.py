"""``fanscope check package.module:factory``: a user's own module, and a user's own mistakes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

Fanscope = Callable[..., Result]
SOURCE = """
import torch
from torch import nn
print("noise on stdout")

def healthy():
    return nn.Sequential(nn.Linear(64, 128), nn.Tanh(), nn.Linear(128, 128), nn.Tanh(), nn.Linear(128, 10))

def broken():
    layers = [nn.Linear(64, 64) for _ in range(8)]
    module = nn.Sequential(*(part for layer in layers for part in (layer, nn.ReLU())), nn.Linear(64, 10))
    for layer in layers:
        nn.init.normal_(layer.weight, std=1.0)
    return module

def with_batch():
    return healthy(), torch.ones(8, 64)

def batch():
    return torch.linspace(-1, 1, 32 * 64).reshape(32, 64)

def zeros():
    return torch.zeros(8, 64)

def weightless():
    return nn.ReLU()

def loss(output):
    return output.square().mean()

def raises():
    raise ValueError("no such width\\nand more")

def needs(width):
    return healthy()

def nothing():
    return 3

def leaves():
    raise SystemExit(0)

class Net(nn.Linear):
    def __init__(self):
        super().__init__(64, 10)

built = Net()
number = 3
"""


@pytest.fixture(autouse=True)
def _module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/__init__.py").write_text("")
    (tmp_path / "mine/nets.py").write_text(SOURCE)
    (tmp_path / "mine/ill.py").write_text("import not_there_at_all\n")
    monkeypatch.chdir(tmp_path)
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "mine"]:
        del sys.modules[name]


def test_a_healthy_module_passes_and_a_broken_one_fails(fanscope: Fanscope) -> None:
    passed = fanscope("check", "mine.nets:healthy", "--input", "64")
    assert passed.exit_code == 0, passed.output
    assert passed.stdout.startswith("PASSED  mine.nets:healthy")
    assert "noise" in passed.stderr
    failed = fanscope("check", "mine.nets:broken", "--input", "64")
    assert failed.exit_code == 1, failed.output
    assert "exploding-activations" in failed.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("mine.nets:Net", "--input", "64"),
        ("mine.nets:with_batch",),
        ("mine.nets:healthy", "--batch", "mine.nets:batch", "--loss", "mine.nets:loss"),
    ],
)
def test_ways_to_say_what_it_reads(fanscope: Fanscope, words: tuple[str, ...]) -> None:
    result = fanscope("check", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["status"] == "passed"


def test_the_report_points_at_the_factory(fanscope: Fanscope) -> None:
    result = fanscope("check", "mine.nets:broken", "--input", "64", "--format", "sarif")
    location = json.loads(result.stdout)["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "mine/nets.py"
    line = SOURCE.splitlines()[location["physicalLocation"]["region"]["startLine"] - 1]
    assert line == "def broken():"


def test_seeds_go_through_the_factory(fanscope: Fanscope) -> None:
    options = ("--input", "64", "--seeds", "4", "--save-baseline", "init.json")
    assert fanscope("check", "mine.nets:healthy", *options).exit_code == 0
    (layers,) = json.loads(Path("init.json").read_text())["schemes"].values()
    drawn = next(iter(layers.values()))["second_moment"]
    assert len(set(drawn)) == 4
    again = ("--input", "64", "--seeds", "4", "--baseline", "init.json", "--fail-on", "warning")
    assert "drift" not in fanscope("check", "mine.nets:healthy", *again).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mine.nets:raises", "--input", "64"), ("raised ValueError: no such width", "nets.py")),
        (("mine.nets:needs", "--input", "64"), ("needs arguments (width)",)),
        (("mine.nets:nothing", "--input", "64"), ("returned 3", "torch.nn.Module")),
        (("mine.nets:number", "--input", "64"), ("not a function that makes a module",)),
        (("mine.nets:leaves", "--input", "64"), ("ended the process", "__main__")),
        (("mine.nets:built", "--input", "64"), ("drawn already", "function or class")),
        (("mine.nets:healthi", "--input", "64"), ("did you mean healthy?",)),
        (("mine.netz:healthy", "--input", "64"), ("no module named mine.netz",)),
        (("mine.ill:healthy", "--input", "64"), ("not_there_at_all",)),
        (("mine.nets:healthy",), ("--input 3,32,32",)),
        (("mine.nets:healthy", "--batch", "mine.nets:zeros"), ("the batch is all zeros",)),
        (("mine.nets:weightless", "--input", "64"), ("nothing to judge",)),
        (("mine.nets:healthy", "--input", "63"), ("RuntimeError", "[16, 63]")),
        (("mine.nets:healthy", "--input", "a,b"), ("--input", "3,32,32")),
        (("mine.nets:healthy", "--batch", "mine.nets:raises"), ("--batch", "ValueError")),
        (("mine.nets:healthy", "--batch", "mine.nets:none"), ("mine.nets has no none",)),
        (("mine.nets:healthy", "--input", "64", "--loss", "mine.nets:los"), ("--loss", "los")),
        (("mine.nets:healthy", "--input", "64", "--steps", "3"), ("--steps", "before training")),
        (("mine.nets:healthy", "--input", "64", "--repaired", "x"), ("--repaired", "no spec")),
    ],
)
def test_mistakes(fanscope: Fanscope, words: tuple[str, ...], told: tuple[str, ...]) -> None:
    result = fanscope("check", *words)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = [line for line in result.stderr.splitlines() if "noise" not in line]
    assert len(lines) == 1, result.stderr
    for word in told:
        assert word in lines[0]
    assert "Traceback" not in result.stderr


def test_debug_shows_the_traceback(fanscope: Fanscope) -> None:
    result = fanscope("--debug", "check", "mine.nets:raises", "--input", "64")
    assert isinstance(result.exception, Exception)
    assert isinstance(result.exception.__cause__, ValueError)
