"""The activations themselves and their derivatives, as numpy functions: what theory integrates.

The torch room has its own; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fanscope.spec import Activation

Floats = NDArray[np.float64]

LEAKY_SLOPE = 0.01
"""Slope of a leaky ReLU below zero (maas2013rectifier; torch's default)."""


def activate(activation: Activation, y: Floats) -> Floats:
    """Return phi(y)."""
    return _FUNCTIONS[activation][0](y)


def differentiate(activation: Activation, y: Floats) -> Floats:
    """Return phi'(y)."""
    return _FUNCTIONS[activation][1](y)


def _sigmoid(y: Floats) -> Floats:
    half = np.tanh(0.5 * y)
    return np.asarray(0.5 * (1.0 + half))


def _sigmoid_slope(y: Floats) -> Floats:
    sigmoid = _sigmoid(y)
    return np.asarray(sigmoid * (1.0 - sigmoid))


def _normal_cdf(y: Floats) -> Floats:
    """Return Phi(y) to 1e-7 (abramowitz1964handbook, 7.1.26)."""
    x = np.abs(y) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    series = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)
    tail = sum(a * t ** (k + 1) for k, a in enumerate(series)) * np.exp(-(x**2))
    return np.asarray(np.where(y > 0, 1.0 - 0.5 * tail, 0.5 * tail))


def _normal_density(y: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * np.square(y)) / np.sqrt(2.0 * np.pi))


_FUNCTIONS: dict[Activation, tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]] = {
    "relu": (lambda y: np.maximum(y, 0.0), lambda y: (y > 0).astype(np.float64)),
    "leaky-relu": (
        lambda y: np.where(y > 0, y, LEAKY_SLOPE * y),
        lambda y: np.where(y > 0, 1.0, LEAKY_SLOPE),
    ),
    "tanh": (np.tanh, lambda y: 1.0 - np.tanh(y) ** 2),
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "gelu": (lambda y: y * _normal_cdf(y), lambda y: _normal_cdf(y) + y * _normal_density(y)),
    "silu": (lambda y: y * _sigmoid(y), lambda y: _sigmoid(y) + y * _sigmoid_slope(y)),
    "softplus": (lambda y: np.logaddexp(0.0, y), _sigmoid),
    "sine": (np.sin, np.cos),
    "linear": (lambda y: y, np.ones_like),
}
