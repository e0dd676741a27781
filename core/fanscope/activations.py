"""What an activation does to a Gaussian signal: gains and Gaussian expectations.

Notation:
    phi, phi'   the activation and its derivative
    z           a standard normal number
    q           second moment of the pre-activation, so that the pre-activation is sqrt(q) z
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, isnan, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from fanscope.activation_functions import LEAKY_SLOPE, activate, differentiate
from fanscope.spec import Activation

_STEP = 0.2
_GRID: NDArray[np.float64] = np.arange(0.0, 20.0 + _STEP, _STEP)
_WEIGHTS: NDArray[np.float64] = np.where(_GRID == 0, 1.0, 2.0) * _STEP / sqrt(2 * pi)
_REACH = 12.0
_NUM_NODES = 401


@lru_cache(maxsize=16)
def squared_gain(activation: Activation) -> float:
    """Return c, the factor on a fan-in variance that undoes what the activation takes away.

    ReLU keeps half of the second moment, so c = 2, and leaky ReLU a little more; tanh, sigmoid and linear
    count as the identity, c = 1, by custom. For the others, which have none, c = 1 / E[phi(z)^2].

    Reference: he2015delving, eq. 8; glorot2010understanding, section 4.2.1.
    """
    if activation in ("tanh", "sigmoid", "linear"):
        return 1.0
    return 1.0 / second_moment_after(activation, 1.0)


def second_moment_after(activation: Activation, q: float) -> float:
    """Return E[phi(sqrt(q) z)^2], the second moment that the next layer receives.

    Reference: poole2016exponential, eq. 3.

    Args:
        activation: phi.
        q: Second moment of the pre-activation, in [0, inf].

    Raises:
        ValueError: ``q`` is negative or NaN.
    """
    _check_second_moment(q)
    match activation:
        case "linear":
            return q
        case "relu":
            return 0.5 * q
        case "leaky-relu":
            return 0.5 * (1.0 + LEAKY_SLOPE**2) * q
        case "tanh":
            return _tanh_second_moment(q)
        case "sine":
            return 0.5 * (1.0 - exp(-2.0 * q))
        case _:
            return _gaussian_mean_square(lambda y: activate(activation, y), q)


def slope_second_moment(activation: Activation, q: float) -> float:
    """Return E[phi'(sqrt(q) z)^2], the factor by which the activation shrinks squared gradients.

    Reference: poole2016exponential, eq. 6 (chi_1 is this times fan_in Var(W)).

    Args:
        activation: phi.
        q: Second moment of the pre-activation, in [0, inf].

    Raises:
        ValueError: ``q`` is negative or NaN.
    """
    _check_second_moment(q)
    match activation:
        case "linear":
            return 1.0
        case "relu":
            return 0.5
        case "leaky-relu":
            return 0.5 * (1.0 + LEAKY_SLOPE**2)
        case "tanh":
            return _sech_power_mean(q, power=4)
        case "sine":
            return 0.5 * (1.0 + exp(-2.0 * q))
        case _:
            return _gaussian_mean_square(lambda y: differentiate(activation, y), q)


def _gaussian_mean_square(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]], q: float
) -> float:
    """Return E[f(sqrt(q) z)^2], f smooth with all its bends within a few units of 0.

    Nodes z = s sinh(x) lie densely where f bends, however narrow that is beside the Gaussian.
    """
    if q == inf:
        limits = function(np.array([-1e6, 1e6]))
        return inf if np.abs(limits).max() > 1e3 else float(0.5 * np.square(limits).sum())
    s = 1.0 / max(1.0, sqrt(q))
    end = float(np.arcsinh(_REACH / s))
    x, step = np.linspace(-end, end, _NUM_NODES, retstep=True)
    z = s * np.sinh(x)
    density = s * np.cosh(x) * np.exp(-0.5 * z**2) / sqrt(2.0 * pi)
    return float(np.dot(np.square(function(sqrt(q) * z)), density) * step)


def _tanh_second_moment(q: float) -> float:
    if q > 1:
        return 1.0 - _sech_power_mean(q, power=2)
    squares = np.tanh(sqrt(q) * _GRID) ** 2
    return float(np.dot(squares * np.exp(-0.5 * _GRID**2), _WEIGHTS))


def _sech_power_mean(q: float, *, power: int) -> float:
    """Return E[sech(sqrt(q) z)^power].

    The trapezoidal rule on the whole line converges like exp(-2 pi a / step), where a is the
    distance of the nearest pole (trefethen2014trapezoidal, theorem 5.1). Measured in units of
    the narrower of the two factors, sech and the Gaussian, that distance is at least pi / 2 for
    every q, so one fixed grid is exact to rounding. Gauss-Hermite nodes, spread over the
    Gaussian alone, miss the peak of width 1 / sqrt(q) once tanh saturates.
    """
    if q == inf:
        return 0.0
    width = max(1.0, sqrt(q))
    z = _GRID / width
    decay = np.exp(-sqrt(q) * z)
    sech = 2.0 * decay / (1.0 + decay**2)
    return float(np.dot(sech**power * np.exp(-0.5 * z**2), _WEIGHTS)) / width


def _check_second_moment(q: float) -> None:
    if isnan(q) or q < 0:
        raise ValueError(f"a second moment is a number >= 0, not {q}")
