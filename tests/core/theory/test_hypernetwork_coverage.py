"""95 of 100 draws fall inside the predicted intervals, whatever conditions and heads a hypernetwork."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fanscope.frames import Quantity
from fanscope.spec import ExperimentSpec
from fanscope.theory import Estimate, LayerPrediction, predict
from fanscope.training import train
from support.hypernetworks import HEADS
from support.training import only_scheme

SEEDS = 15
CODES: dict[str, dict[str, Any]] = {
    "task": {"kind": "task", "tasks": 2, "size": 20},
    "noise": {"kind": "noise", "size": 20},
    "cosine": {"kind": "given", "values": [0.3], "encoding": "cosine"},
    "one-hot": {"kind": "one_hot"},
}


def _experiment(code: str, heads: str, trunk: list[int]) -> ExperimentSpec:
    network = {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": [64, 60, 60, 60, 10], "activation": "relu"},
        "conditioning": CODES[code],
        "heads": HEADS[heads],
        "trunk": {"widths": trunk},
    }
    return ExperimentSpec.model_validate(
        {"network": network, "training": {"steps": 0}, "schemes": ["hyperfan-in"]}
    )


def _expected(layer: LayerPrediction) -> dict[Quantity, tuple[str, Estimate | None]]:
    return {
        "preactivation": ("second_moment", layer.second_moment),
        "generated_weight": ("var", layer.weight_variance),
        "activation_gradient": ("second_moment", layer.gradient_second_moment),
    }


def _share_inside(spec: ExperimentSpec, *, first_seed: int) -> dict[Quantity, float]:
    (prediction,) = predict(spec).values()
    inside: dict[Quantity, list[bool]] = {}
    for seed in range(first_seed, first_seed + SEEDS):
        (step,) = train(spec, only_scheme(spec), seed, device="cpu")
        assert step.frame is not None
        for layer in prediction.layers:
            for quantity, (statistic, estimate) in _expected(layer).items():
                assert estimate is not None
                measured = step.frame.statistic(layer.layer, quantity, statistic)  # type: ignore[arg-type]
                is_inside = estimate.low <= measured <= estimate.high
                inside.setdefault(quantity, []).append(is_inside)
    return {quantity: float(np.mean(hits)) for quantity, hits in inside.items()}


@pytest.mark.parametrize("heads", ["per-tensor", "base", "low-rank"])
def test_intervals_hold(heads: str) -> None:
    """Pooled over 120 runs, each of a seed of its own, which alone sets a base: one standard error is 2 %, were the layers of a run to agree in all."""
    cases = [(code, trunk) for code in CODES for trunk in ([], [30])]
    shares = [
        _share_inside(_experiment(code, heads, trunk), first_seed=index * SEEDS)
        for index, (code, trunk) in enumerate(cases)
    ]
    for quantity in shares[0]:
        assert np.mean([share[quantity] for share in shares]) == pytest.approx(0.95, abs=0.045)
