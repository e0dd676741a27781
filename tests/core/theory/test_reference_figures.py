"""Theory against figures measured elsewhere on real MNIST: 784-500x5-10 tanh, embeddings of 50, 5 seeds.

A mean of 5 draws differs from the median by what 5 draws differ: the tests ask that it lies in
the interval of one draw, and for the loss, whose standard error is known, within 3 of them.
"""

from __future__ import annotations

import pytest

from fanscope.theory import Prediction, predict
from support.theory import generated, plain

WIDTHS = [784, 500, 500, 500, 500, 500, 10]
MNIST = {"name": "mnist"}
SECOND_MOMENTS: dict[str, list[float]] = {
    "xavier": [753, 475, 452, 498, 482, 483],
    "xavier-avg": [0.19, 0.028, 0.0049, 0.0010, 0.0002, 0.0018],
    "torch-default": [251, 155, 146, 161, 156, 156],
    "hyperfan-in": [0.96, 0.37, 0.21, 0.16, 0.12, 0.095],
    "hyperfan-out": [1.51, 0.45, 0.24, 0.17, 0.13, 5.07],
}
GRADIENTS = {
    "xavier": (761, 0.042),
    "xavier-avg": (2e-5, 1.8e-2),
    "torch-default": (47, 0.024),
    "hyperfan-in": (2.7e-4, 1.5e-3),
    "hyperfan-out": (0.0138, 0.099),
}
LOSSES = {
    "xavier": (33.0, 1.0),
    "xavier-avg": (2.30, 0.01),
    "torch-default": (18.9, 0.6),
    "hyperfan-in": (2.33, 0.02),
    "hyperfan-out": (3.97, 0.13),
}


def _predict(scheme: str) -> Prediction:
    return predict(generated(WIDTHS, "tanh", scheme, size=50, data=MNIST))[scheme]


@pytest.mark.parametrize("scheme", SECOND_MOMENTS)
def test_second_moments(scheme: str) -> None:
    for layer, measured in zip(_predict(scheme).layers, SECOND_MOMENTS[scheme], strict=True):
        assert layer.second_moment is not None
        assert layer.second_moment.low < measured < layer.second_moment.high
        assert layer.second_moment.value == pytest.approx(measured, rel=0.2)


@pytest.mark.parametrize("scheme", GRADIENTS)
def test_gradients_of_layers_1_and_5(scheme: str) -> None:
    layers = _predict(scheme).layers
    for layer, measured in zip((layers[0], layers[4]), GRADIENTS[scheme], strict=True):
        assert layer.gradient_second_moment is not None
        assert layer.gradient_second_moment.value == pytest.approx(measured, rel=0.15)


@pytest.mark.parametrize("scheme", LOSSES)
def test_losses(scheme: str) -> None:
    loss, (measured, error) = _predict(scheme).loss, LOSSES[scheme]
    assert loss is not None
    assert abs(loss.value - measured) < 3 * error


def test_generated_weights_have_variance_1_under_xavier() -> None:
    for layer in _predict("xavier").layers:
        assert layer.head_variance == pytest.approx(1 / 50)
        assert layer.weight_variance is not None
        assert layer.weight_variance.low < 1.0 < layer.weight_variance.high


def test_classical_xavier() -> None:
    prediction = predict(plain(WIDTHS, "tanh", "xavier", data=MNIST))["xavier"]
    for layer, measured in zip(
        prediction.layers, [0.98, 0.38, 0.23, 0.16, 0.13, 0.087], strict=True
    ):
        assert layer.second_moment is not None
        assert layer.second_moment.value == pytest.approx(measured, rel=0.2)
    assert prediction.loss is not None
    assert prediction.loss.low < 2.34 < prediction.loss.high


def test_relu_hypernetwork_explodes() -> None:
    spec = generated(WIDTHS, "relu", "kaiming", size=50, data=MNIST)
    prediction = predict(spec)["kaiming"]
    first, last = prediction.layers[0].second_moment, prediction.layers[-1].second_moment
    assert first is not None
    assert last is not None
    assert first.low < 1.5e3 < first.high
    assert last.low < 3.5e16 < last.high
    assert prediction.loss is not None
    assert prediction.loss.low < 3e8 < prediction.loss.high
