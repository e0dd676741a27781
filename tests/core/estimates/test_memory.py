"""Memory by hand, for what dominates it."""

from __future__ import annotations

import pytest

from fanscope.estimates import estimate
from fanscope.estimates.memory import OPTIMIZER_BYTES, PROCESS_BYTES
from fanscope.parsing import parse_spec
from fanscope.presets import preset

PROCESS = PROCESS_BYTES + OPTIMIZER_BYTES


@pytest.mark.parametrize(
    ("name", "optimizer", "measured_mib"),
    [
        ("mnist-hypernetwork", "sgd", 773),
        ("mnist-hypernetwork", "momentum", 1340),
        ("mnist-hypernetwork", "adam", 1764),
        ("continual-regression-hypernetwork", "adam", 470),
        ("cifar10-all-cnn", "adam", 2379),
        ("mobilenet-bayesian", "adam", 3796),
    ],
)
def test_peaks_stay_within_the_estimate(name: str, optimizer: str, measured_mib: int) -> None:
    """Peaks of a process that trains a few steps, measured as in benchmarks/full_presets.py, torch 2.13, CPU."""
    tree = preset(name).spec.model_dump(mode="json")
    if tree["training"]["optimizer"]["kind"] != optimizer:
        tree["training"]["optimizer"] = {"kind": optimizer}
    needed = estimate(parse_spec(tree)).memory_bytes / 2**20
    assert measured_mib <= needed <= 1.25 * measured_mib


def test_step_zero_needs_no_optimizer() -> None:
    tree = preset("digits-mlp").spec.model_dump(mode="json")
    trained = estimate(parse_spec(tree)).memory_bytes
    tree["training"]["steps"] = 0
    assert trained - estimate(parse_spec(tree)).memory_bytes == OPTIMIZER_BYTES


def test_batch_and_data_count() -> None:
    tree = {
        "network": {"kind": "mlp", "widths": [1000, 10]},
        "data": {"name": "gaussian", "features": 1000, "examples": 500_000},
        "schemes": ["xavier"],
    }
    small = estimate(parse_spec(tree)).memory_bytes
    assert small == pytest.approx(PROCESS + 500_000 * 1000 * 4, rel=0.01)
    tree["training"] = {"batch_size": 400_000}
    grown = estimate(parse_spec(tree)).memory_bytes - small
    assert grown == pytest.approx(4 * 400_000 * 1010 * 4, rel=0.01)
