"""Step 0 of the paper's network on real MNIST against independently measured figures.

784-500x5-10 tanh, embeddings of size 50, batch 100; the figures are means over 5 seeds, here is one
seed. Given an embedding h, a layer's Var(W) is the target times mean(h^2), whose relative standard
deviation is sqrt(0.8 / 50) = 0.126 (0.056 for a mean of five); most bounds are 4 of those.
``benchmarks/reference_figures.py`` does the same with more seeds, and in training.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import pytest

from fanscope.frames import Frame
from fanscope.spec import ExperimentSpec
from fanscope.training import train
from support.mnist import mnist_data_dir

pytestmark = pytest.mark.mnist

FAN_INS = (784, 500, 500, 500, 500, 500)
HIDDEN = range(5)
FACTOR_OF_LAYERS = {1: 2.0, 5: 3.0}
"""How far a gradient may be off after so many layers: exp(4 x 0.126 x sqrt(layers)), rounded."""


@cache
def start(scheme: str) -> Frame:
    spec = ExperimentSpec.model_validate(
        {
            "network": {"kind": "hypernetwork", "main": {"widths": [784, *[500] * 5, 10]}},
            "data": {"name": "mnist"},
            "training": {"steps": 0},
            "schemes": [scheme],
        }
    )
    (step,) = train(spec, spec.schemes[0], 0, data_dir=mnist_data_dir(), device="cpu")
    assert step.frame is not None
    return step.frame


def embedding_moment(frame: Frame, layer: int) -> float:
    return frame.statistic(f"embedding.main.{layer}", "weight", "second_moment")


@pytest.mark.parametrize(
    ("scheme", "loss", "tolerance"),
    [
        ("xavier", 33.0, 4 * 1.0),
        ("xavier-avg", 2.30, 0.02),
        ("torch-default", 18.9, 4 * 0.6),
        ("hyperfan-in", 2.33, 0.1),
        ("hyperfan-out", 3.97, 4 * 0.13),
    ],
)
def test_loss(scheme: str, loss: float, tolerance: float) -> None:
    assert start(scheme).loss == pytest.approx(loss, abs=tolerance)


@pytest.mark.parametrize(
    ("scheme", "variances"),
    [
        ("xavier", (753, 475, 452, 498, 482)),
        ("torch-default", (251, 155, 146, 161, 156)),
        ("hyperfan-in", (0.96, 0.37, 0.21, 0.16, 0.12)),
        ("hyperfan-out", (1.51, 0.45, 0.24, 0.17, 0.13)),
    ],
)
def test_preactivation_variance_of_hidden_layers(scheme: str, variances: tuple[float, ...]) -> None:
    frame = start(scheme)
    for layer in HIDDEN:
        measured = frame.statistic(f"main.{layer}", "preactivation", "var")
        own_share = measured / embedding_moment(frame, layer)
        assert own_share == pytest.approx(variances[layer], rel=0.35)


def test_xavier_saturates_nearly_all_units() -> None:
    frame = start("xavier")
    for layer in HIDDEN:
        saturated = frame.statistic(f"main.{layer}", "activation", "saturated_fraction")
        assert 0.90 <= saturated <= 0.96


@pytest.mark.parametrize(
    ("scheme", "first", "fifth"),
    [
        ("xavier", 761, 0.042),
        ("torch-default", 47, 0.024),
        ("hyperfan-in", 2.7e-4, 1.5e-3),
        ("hyperfan-out", 0.0138, 0.099),
    ],
)
def test_gradient_second_moment(scheme: str, first: float, fifth: float) -> None:
    for layer, expected, depth in ((0, first, 5), (4, fifth, 1)):
        measured = start(scheme).statistic(f"main.{layer}", "activation_gradient", "second_moment")
        assert expected / FACTOR_OF_LAYERS[depth] < measured < expected * FACTOR_OF_LAYERS[depth]


@pytest.mark.parametrize(
    ("scheme", "targets"), [("hyperfan-in", [1 / d for d in FAN_INS]), ("xavier", [1] * 6)]
)
def test_generated_variance_is_the_target_times_the_embeddings_second_moment(
    scheme: str, targets: list[float]
) -> None:
    frame = start(scheme)
    for layer, target in enumerate(targets):
        size = frame.statistic(f"main.{layer}", "generated_weight", "count")
        variance = frame.statistic(f"main.{layer}", "generated_weight", "var")
        ratio = variance / target / embedding_moment(frame, layer)
        assert ratio == pytest.approx(1, abs=4 * sqrt(2 / size))
