"""Every prediction against a Monte Carlo oracle: 95 % intervals hold 92 to 98 % of 500 draws.

Where the true rate is within [0.92, 0.98], the fraction seen in 500 draws of one layer leaves that band by
at most 3.5 standard errors, sqrt(p (1 - p) / 500), once in about 2,000 layers; the tests look at 200 layers.
A configuration's mean over its layers, and the mean over all configurations, must be in the band itself.
"""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.spec import ExperimentSpec
from fanscope.theory import predict
from fanscope.theory.noise import Floats
from support.oracles import measure_draws
from support.theory import QUANTITIES, batches_for, coverage, gaussian, generated, plain

NUM_DRAWS = 500
LOW, HIGH = 0.92, 0.98
LAYER_LOW = LOW - 3.5 * np.sqrt(LOW * (1 - LOW) / NUM_DRAWS)
LAYER_HIGH = min(1.0, HIGH + 3.5 * np.sqrt(HIGH * (1 - HIGH) / NUM_DRAWS))

PLAIN = [64, 64, 64, 64, 64, 10]
GENERATED = [64, 48, 48, 48, 48, 10]
CONFIGURATIONS = {
    "plain tanh": plain(PLAIN, "tanh", "xavier", data=gaussian(64)),
    "plain relu": plain(PLAIN, "relu", "kaiming"),
    "plain relu with biases": plain(PLAIN, "relu", "torch-default"),
    "generated tanh, saturated": generated(GENERATED, "tanh", "xavier"),
    "generated tanh": generated(GENERATED, "tanh", "hyperfan-in"),
    "generated relu": generated(GENERATED, "relu", "hyperfan-out"),
    "generated tanh and biases": generated(GENERATED, "tanh", "hyperfan-in", biases=True),
    "generated relu and biases": generated(
        GENERATED, "relu", "hyperfan-in", biases=True, data=gaussian(64)
    ),
    "the trap, ten layers deep": generated(
        [64, *[48] * 9, 10], "relu", "hyperfan-in", biases=True, data=gaussian(64)
    ),
    "plain leaky relu": plain(PLAIN, "leaky-relu", "kaiming", data=gaussian(64)),
    "plain gelu": plain(PLAIN, "gelu", "kaiming"),
    "plain softplus": plain(PLAIN, "softplus", "xavier"),
    "plain sine": plain(PLAIN, "sine", "kaiming"),
    "generated sigmoid and biases": generated(GENERATED, "sigmoid", "hyperfan-in", biases=True),
    "generated silu": generated(GENERATED, "silu", "hyperfan-in"),
    "through a trunk": generated([64, 32, 32, 10], "relu", "hyperfan-in", trunk=[24]),
}


def _cover(spec: ExperimentSpec) -> dict[str, Floats]:
    choice = spec.schemes[0]
    measured = measure_draws(
        spec,
        choice,
        batches_for(spec),
        num_draws=NUM_DRAWS,
        generator=np.random.default_rng(20_230_103),
    )
    prediction = predict(spec)[choice.label]
    return {quantity: coverage(prediction, measured, quantity) for quantity in QUANTITIES}


@pytest.fixture(scope="module")
def covered() -> dict[str, dict[str, Floats]]:
    return {name: _cover(spec) for name, spec in CONFIGURATIONS.items()}


@pytest.mark.parametrize("name", CONFIGURATIONS)
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_intervals_hold_at_their_rate(
    covered: dict[str, dict[str, Floats]], name: str, quantity: str
) -> None:
    rates = covered[name][quantity]
    assert np.all((rates >= LAYER_LOW) & (rates <= LAYER_HIGH)), rates
    assert LOW <= rates.mean() <= HIGH, rates


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_pooled_over_configurations(covered: dict[str, dict[str, Floats]], quantity: str) -> None:
    pooled = np.concatenate([rates[quantity] for rates in covered.values()])
    assert 0.935 <= pooled.mean() <= 0.965
