"""Gaussian expectations against scipy's adaptive quadrature, from tiny to saturated."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import exp, inf, nan, pi, sqrt, tanh

import numpy as np
import pytest
from scipy.integrate import quad

from fanscope.activations import second_moment_after, slope_second_moment, squared_gain
from fanscope.spec import Activation

SECOND_MOMENTS = (1e-12, 1e-6, 1e-3, 0.1, 0.9, 1.0, 1.1, 2.0, 30.0, 1e3, 1e6, 1e12)
ACTIVATIONS: tuple[Activation, ...] = ("relu", "tanh", "linear")
FUNCTIONS: dict[Activation, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "relu": (lambda x: max(x, 0.0), lambda x: float(x > 0)),
    "tanh": (tanh, lambda x: 1.0 - tanh(x) ** 2 if abs(x) < 5 else 4.0 * exp(-2.0 * abs(x))),
    "linear": (lambda x: x, lambda x: 1.0),
}


def _expectation(f: Callable[[float], float], q: float) -> float:
    """Return E[f(sqrt(q) z)^2], f^2 even or zero below zero; breaks where a saturated tanh bends."""
    scale = sqrt(q)

    def integrand(z: float) -> float:
        return f(scale * z) ** 2 * exp(-0.5 * z * z) / sqrt(2 * pi)

    bends = (min(12.0, bend / scale) for bend in (2.0, 20.0))
    edges = sorted({0.0, 12.0, *bends})
    pieces = (quad(integrand, *ends, epsabs=0, epsrel=1e-12, limit=200) for ends in pairwise(edges))
    half = sum(float(value) for value, _ in pieces)
    mirrored = f(-1.0) ** 2 / f(1.0) ** 2
    return half * (1.0 + mirrored)


@pytest.mark.parametrize("q", SECOND_MOMENTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_second_moment_after(activation: Activation, q: float) -> None:
    expected = _expectation(FUNCTIONS[activation][0], q)
    assert second_moment_after(activation, q) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("q", SECOND_MOMENTS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_slope_second_moment(activation: Activation, q: float) -> None:
    expected = _expectation(FUNCTIONS[activation][1], q)
    assert slope_second_moment(activation, q) == pytest.approx(expected, rel=1e-7)


def test_gauss_hermite_would_have_failed() -> None:
    """The reason for the transformed rule: 100 nodes see nothing of a saturated slope."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(100)
    slopes = 1.0 - np.tanh(1e3 * nodes) ** 2
    naive = float(weights @ slopes**2) / sqrt(2 * pi)
    saturated = 4.0 / 3.0 / sqrt(2 * pi) / 1e3
    assert naive < 1e-3 * saturated
    assert slope_second_moment("tanh", 1e6) == pytest.approx(saturated, rel=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_signal(activation: Activation) -> None:
    assert second_moment_after(activation, 0.0) == 0.0
    assert slope_second_moment(activation, 0.0) == pytest.approx({"relu": 0.5}.get(activation, 1.0))


def test_infinite_signal() -> None:
    assert second_moment_after("relu", inf) == second_moment_after("linear", inf) == inf
    assert second_moment_after("tanh", inf) == 1.0
    assert slope_second_moment("tanh", inf) == 0.0


@pytest.mark.parametrize("q", [-1e-9, -inf, nan])
def test_what_is_no_second_moment_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="second moment"):
        second_moment_after("tanh", q)
    with pytest.raises(ValueError, match="second moment"):
        slope_second_moment("relu", q)


def test_squared_gain_undoes_relu() -> None:
    assert squared_gain("relu") * second_moment_after("relu", 3.0) == 3.0
    assert squared_gain("tanh") == squared_gain("linear") == 1.0
