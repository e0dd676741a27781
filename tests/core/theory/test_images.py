"""Convolutions on real images, the digits: intervals against networks drawn on real batches.

Real images are not alike all over, as theory takes them to be, so that it leaves more open than it must: intervals are
asked to hold, and to be no more than four times as wide as the draws' spread. 120 draws a network: where the true
rate is 0.92, the fraction seen in one layer falls 3.5 standard errors short once in about 4,000 layers.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fanscope.spec import DigitsData, ExperimentSpec
from fanscope.theory import Prediction, predict
from fanscope.training.data import load_dataset
from support.networks import Tree, conv, linear, phi
from support.oracles import Measured, real_batches
from support.program_oracle import measure_programs
from support.theory import QUANTITIES

NUM_DRAWS = 120
LAYER_LOW = 0.92 - 3.5 * np.sqrt(0.92 * 0.08 / NUM_DRAWS)
WIDEST = 4.0
FLATTEN: Tree = {"op": "flatten"}
BATCHNORM: Tree = {"op": "batchnorm"}


def networks() -> dict[str, tuple[str, list[Tree]]]:
    relu, tanh = [conv(16), phi("relu")], [conv(16), phi("tanh")]
    strided = [conv(16, stride=2), phi("relu")]
    normed = [conv(16), BATCHNORM, phi("relu")]
    return {
        "relu": ("kaiming", [*relu, *relu, FLATTEN, linear(10)]),
        "relu, strided, global pool": (
            "kaiming",
            [*relu, *strided, *relu, {"op": "pool", "kind": "global"}, linear(10)],
        ),
        "tanh": ("xavier", [*tanh, *tanh, FLATTEN, linear(10)]),
        "batch norms": ("kaiming", [*normed, *normed, FLATTEN, linear(10)]),
    }


@cache
def drawn(name: str) -> tuple[Prediction, Measured]:
    scheme, layers = networks()[name]
    spec = ExperimentSpec.model_validate(
        {
            "network": {"kind": "sequential", "input": [1, 8, 8], "layers": layers},
            "data": {"name": "digits"},
            "schemes": [scheme],
            "training": {"batch_size": 50},
        }
    )
    train = load_dataset(DigitsData()).train
    batches = real_batches(train.standardized().numpy(), train.labels.numpy())
    measured = measure_programs(
        spec,
        spec.schemes[0],
        batches,
        num_draws=NUM_DRAWS,
        generator=np.random.default_rng(20_261_124),
    )
    return predict(spec)[scheme], measured


@pytest.mark.parametrize("name", networks())
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_intervals_hold(name: str, quantity: str) -> None:
    prediction, measured = drawn(name)
    values = getattr(measured, quantity)
    known = 0
    for index, layer in enumerate(prediction.layers):
        estimate = getattr(layer, quantity)
        if estimate is None:
            continue
        known += 1
        inside = (values[:, index] >= estimate.low) & (values[:, index] <= estimate.high)
        assert inside.mean() >= LAYER_LOW, layer.layer
        std = np.log(estimate.high / estimate.low) / (2 * 1.96)
        assert std <= WIDEST * np.log(values[:, index]).std(), layer.layer
    assert known >= (1 if name == "batch norms" and quantity == "gradient_second_moment" else 3)


@pytest.mark.parametrize("name", networks())
def test_losses_hold(name: str) -> None:
    prediction, measured = drawn(name)
    assert prediction.loss is not None
    inside = (measured.loss >= prediction.loss.low) & (measured.loss <= prediction.loss.high)
    assert inside.mean() >= LAYER_LOW
