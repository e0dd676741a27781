"""The critical line: chi = 1 at the fixed point, by iterating depth and by published values."""

from __future__ import annotations

from math import sqrt

import pytest
from numpy.polynomial.hermite_e import hermegauss

from fanscope.activation_functions import activate, differentiate
from fanscope.schemes.chaos import critical_weight
from fanscope.spec import Activation

NODES, WEIGHTS = hermegauss(200)


def _mean_square(values: object) -> float:
    return float((WEIGHTS * values).sum() / WEIGHTS.sum())  # type: ignore[operator]


@pytest.mark.parametrize("activation", ["tanh", "sine"])
@pytest.mark.parametrize("sigma_b", [0.05, 0.2, 0.5])
def test_the_fixed_point_of_depth_has_slope_one(activation: Activation, sigma_b: float) -> None:
    """Iterate q as a deep network does, by Gauss-Hermite quadrature, and look at chi where it ends."""
    weight = critical_weight(activation, sigma_b)
    assert weight is not None
    q = 1.0
    for _ in range(3000):
        q = weight * _mean_square(activate(activation, sqrt(q) * NODES) ** 2) + sigma_b**2
    chi = weight * _mean_square(differentiate(activation, sqrt(q) * NODES) ** 2)
    assert chi == pytest.approx(1.0, abs=2e-3)


def test_published_point() -> None:
    """Schoenholz et al. 2017, figure 1: tanh is critical at sigma_b^2 = 0.05 near sigma_w^2 = 1.76."""
    assert critical_weight("tanh", sqrt(0.05)) == pytest.approx(1.76, abs=0.01)


@pytest.mark.parametrize(
    ("activation", "weight"), [("tanh", 1.0), ("relu", 2.0), ("leaky-relu", 2 / (1 + 0.01**2))]
)
def test_without_biases(activation: Activation, weight: float) -> None:
    assert critical_weight(activation, 0.0) == pytest.approx(weight, rel=1e-6)


@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
def test_homogeneous_activations_have_no_point_with_biases(activation: Activation) -> None:
    assert critical_weight(activation, 0.1) is None
