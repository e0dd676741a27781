"""Compiled loops: loaded when they are called, and not at all where nothing is trained."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from fanscope.compiled import loops_are_wanted, without_loops
from fanscope.experiment import run_experiment
from fanscope.frames import STATISTICS
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.probes import measure
from fanscope.spec import ExperimentSpec
from fanscope.training.examples import _count
from support.training import hypernetwork_experiment, plain_experiment

MLP: dict[str, Any] = {
    "network": {"kind": "mlp", "widths": [64, 100, 100, 10], "activation": "relu"},
    "training": {"steps": 0},
    "schemes": ["kaiming", "orthogonal"],
}
HYPERNETWORK = hypernetwork_experiment(
    network={"main": {"widths": [64, 128, 128, 10]}}, training={"steps": 0}, schemes=["xavier"]
)


@pytest.mark.parametrize("spec", [parse_spec(MLP), HYPERNETWORK], ids=["mlp", "hypernetwork"])
def test_the_main_network_is_measured_alike_with_and_without_loops(spec: Any) -> None:
    """Sums of n float32 values differ by rounding alone, sqrt(n) 6e-8 of their size at most."""
    usual = run_experiment(spec)
    with without_loops():
        without = run_experiment(spec)
    for one, other in zip(usual.runs, without.runs, strict=True):
        assert one.track is not None
        assert other.track is not None
        rows = {probe: index for index, probe in enumerate(one.track.probes)}
        assert len(other.track.probes) >= len(usual.layers) * 4
        for index, probe in enumerate(other.track.probes):
            ours = other.track.statistics[0, index]
            theirs = one.track.statistics[0, rows[probe]]
            scale = np.nan_to_num(np.abs(theirs[STATISTICS.index("max")])) + 1e-12
            np.testing.assert_allclose(
                ours, theirs, rtol=1e-4, atol=1e-4 * scale, err_msg=str(probe)
            )
        np.testing.assert_allclose(one.track.losses, other.track.losses, rtol=1e-5)


def test_the_switch_is_put_back() -> None:
    assert loops_are_wanted()
    with without_loops():
        assert not loops_are_wanted()
    assert loops_are_wanted()


@pytest.mark.parametrize("size", [0, 1, 2, 1001, 3_000_001])
def test_bytes_are_counted_alike(size: int) -> None:
    values = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    with without_loops():
        np.testing.assert_array_equal(_count(values), np.bincount(values, minlength=256))
    if size:
        np.testing.assert_array_equal(_count(values), np.bincount(values, minlength=256))


def test_what_is_not_finite_is_counted_without_loops() -> None:
    values = torch.tensor([[1.0, float("nan")], [float("inf"), 2.0]])
    with without_loops():
        found = measure(values, per_input=True)
    assert found.statistic("num_nonfinite") == 2
    assert found.statistic("mean") == 1.5


def _run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("experiment", [hypernetwork_experiment, plain_experiment])
def test_a_check_of_step_0_loads_no_compiler(
    experiment: Callable[..., ExperimentSpec], tmp_path: Path
) -> None:
    """Neither numba nor torch's, which comes with the first optimizer."""
    (tmp_path / "spec.yaml").write_text(dump_yaml(experiment(schemes=["xavier"])))
    code = (
        "import sys\nfrom fanscope.cli import app\n"
        "try: app(['check', 'spec.yaml'])\nexcept SystemExit as end: print(end.code)\n"
        "heavy = ('numba', 'scipy', 'plotly', 'fanscope.figures', 'torch._dynamo', 'sympy')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    *_, status, loaded = _run(code, tmp_path).splitlines()
    assert status in ("0", "1")
    assert loaded == "[]"


def test_loops_compile_at_the_first_call_wherever_they_are_named(tmp_path: Path) -> None:
    code = (
        "import sys, torch\nfrom fanscope.probes import measure\n"
        "from fanscope.networks.drawing import fill_normal\n"
        "assert 'numba' not in sys.modules\n"
        "values = torch.empty(1000)\n"
        "fill_normal(values, mean=0.0, std=1.0, generator=torch.Generator().manual_seed(0))\n"
        "same = torch.empty(1000).normal_(generator=torch.Generator().manual_seed(0))\n"
        "assert torch.allclose(values, same, atol=1e-5)\n"
        "assert 'numba' in sys.modules\n"
        "print(measure(torch.arange(5.0)).statistic('var'))"
    )
    assert float(_run(code, tmp_path)) == 2.0
