"""The trap of generated biases with hyperfan-in: size looks healthy, everything that matters halves.

Measured independently of this project: ReLU, width 256, depth 10.
"""

from __future__ import annotations

import pytest

from fanscope.theory import Estimate, Prediction, predict
from support.theory import gaussian, generated


@pytest.fixture(scope="module")
def trap() -> Prediction:
    spec = generated(
        [256] * 11, "relu", "hyperfan-in", biases=True, size=50, data=gaussian(256, 256)
    )
    return predict(spec)["hyperfan-in"]


def _value(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


def test_second_moment_stays_flat(trap: Prediction) -> None:
    moments = [_value(layer.second_moment) for layer in trap.layers]
    assert moments[0] == pytest.approx(1.99, abs=0.02)
    assert moments[-1] == pytest.approx(1.92, abs=0.05)


def test_between_input_variance_collapses(trap: Prediction) -> None:
    variances = [layer.between_input_var for layer in trap.layers]
    assert _value(variances[0]) == pytest.approx(0.985, abs=0.01)
    last = variances[-1]
    assert last is not None
    assert last.low < 0.00097 < last.high
    assert last.value == pytest.approx(0.00097, rel=0.15)


def test_gradients_halve_with_every_layer(trap: Prediction) -> None:
    gradients = [_value(layer.gradient_second_moment) for layer in trap.layers]
    assert gradients[0] / gradients[-1] == pytest.approx(0.0019, rel=0.15)


def test_without_generated_biases_nothing_collapses() -> None:
    spec = generated([256] * 11, "relu", "hyperfan-in", size=50, data=gaussian(256, 256))
    layers = predict(spec)["hyperfan-in"].layers
    assert _value(layers[0].gradient_second_moment) > 0.5 * _value(
        layers[-1].gradient_second_moment
    )
