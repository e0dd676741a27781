"""The critical line: chi = 1 at the fixed point, by iterating depth and by published values."""

from __future__ import annotations

from itertools import product
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.activation_functions import activate, differentiate
from fanscope.schemes.chaos import critical_weight
from fanscope.spec import Activation

NODES = np.linspace(-9.0, 9.0, 4001)
WEIGHTS = np.exp(-0.5 * NODES**2)


def _mean(values: NDArray[np.float64]) -> float:
    return float((WEIGHTS * values).sum() / WEIGHTS.sum())


@pytest.mark.parametrize(
    ("activation", "sigma_b"),
    [*product(["tanh", "sine"], [0.05, 0.2, 0.5]), ("sigmoid", 0.0), ("sigmoid", 1.0)],
)
def test_the_fixed_point_of_depth_has_slope_one(activation: Activation, sigma_b: float) -> None:
    """Iterate q as a deep network does, by the trapezoidal rule, and look at chi where it ends."""
    weight = critical_weight(activation, sigma_b)
    assert weight is not None
    q = 1.0
    for _ in range(1000):
        q = weight * _mean(activate(activation, sqrt(q) * NODES) ** 2) + sigma_b**2
    chi = weight * _mean(differentiate(activation, sqrt(q) * NODES) ** 2)
    assert chi == pytest.approx(1.0, abs=1e-5)


def test_published_point() -> None:
    """Schoenholz et al. 2017, figure 1: tanh is critical at sigma_b^2 = 0.05 near sigma_w^2 = 1.76."""
    assert critical_weight("tanh", sqrt(0.05)) == pytest.approx(1.76, abs=0.01)


@pytest.mark.parametrize(
    ("activation", "weight"),
    [("tanh", 1.0), ("sine", 1.0), ("gelu", 4.0), ("relu", 2.0), ("leaky-relu", 2 / (1 + 0.01**2))],
)
def test_without_biases(activation: Activation, weight: float) -> None:
    assert critical_weight(activation, 0.0) == pytest.approx(weight, rel=1e-6)


@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "gelu", "silu", "softplus"])
def test_activations_that_end_as_straight_lines_have_no_point_with_biases(
    activation: Activation,
) -> None:
    assert critical_weight(activation, 0.1) is None
