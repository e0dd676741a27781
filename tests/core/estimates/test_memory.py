"""Memory by hand, for what dominates it."""

from __future__ import annotations

import pytest

from fanscope.estimates import estimate
from fanscope.estimates.memory import PROCESS_BYTES
from fanscope.parsing import parse_spec
from fanscope.presets import preset
from fanscope.spec import ExperimentSpec

HEADS = 50 * 1_397_000
KERNEL = 50 * 784 * 500


def _paper(optimizer: str) -> ExperimentSpec:
    tree = preset("mnist-hypernetwork").spec.model_dump(mode="json")
    tree["training"]["optimizer"] = {"kind": optimizer}
    return parse_spec(tree)


@pytest.mark.parametrize(
    ("optimizer", "copies", "measured_mib"),
    [("sgd", 1, 731), ("momentum", 3, 1290), ("adam", 4, 1712)],
)
def test_paper_network(optimizer: str, copies: int, measured_mib: int) -> None:
    """Peaks measured as resident memory of a process that trains a few steps, torch 2.13, CPU."""
    needed = estimate(_paper(optimizer)).memory_bytes
    heads = 4 * (copies * HEADS + 2 * KERNEL)
    assert needed == pytest.approx(PROCESS_BYTES + heads, rel=0.15)
    assert needed / 2**20 == pytest.approx(measured_mib, rel=0.25)


def test_batch_and_data_count() -> None:
    tree = {
        "network": {"kind": "mlp", "widths": [1000, 10]},
        "data": {"name": "gaussian", "features": 1000, "examples": 500_000},
        "schemes": ["xavier"],
    }
    small = estimate(parse_spec(tree)).memory_bytes
    assert small == pytest.approx(PROCESS_BYTES + 500_000 * 1000 * 4, rel=0.01)
    tree["training"] = {"batch_size": 400_000}
    grown = estimate(parse_spec(tree)).memory_bytes - small
    assert grown == pytest.approx(4 * 400_000 * 1010 * 4, rel=0.01)
