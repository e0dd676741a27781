"""Expectations over a unit that all inputs share in part, for a sine: closed forms in the shared part.

Notation:
    q, c, u, w, E_w    as in quadrature.py; v = q (1 - c) is the variance of w

E_w of sines and cosines of multiples of u + w: E_w cos(k (u + w)) = exp(-k^2 v / 2) cos(k u). What is left is a
trigonometric polynomial in u of degree 8 at most, which 64 nodes on the circle integrate to rounding.

Reference: poole2016exponential, eqs. 3 to 5 (the maps that these means give).
"""

from __future__ import annotations

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.quadrature import UnitMeans

_NODES = 64
_TAIL = 6.0
_WRAPPED_FROM = 1.2
_TERMS = 12
_VANISHED = 100.0


def average_sine_over_inputs(q: float, correlations: Floats) -> UnitMeans:
    """Return the means over w of sin(y) for each correlation c, [C], and node u."""
    v = q * (1.0 - correlations)[:, None]
    u, weight = _shared_nodes(np.sqrt(q * correlations)[:, None])
    # Ratios of vanishing means stay what they are in the limit.
    single = np.exp(-0.5 * np.minimum(v, _VANISHED))
    double, triple, fourfold = (np.exp(-0.5 * k**2 * v) for k in (2, 3, 4))
    first = np.sin(u) * single
    second = 0.5 * (1.0 - np.cos(2 * u) * double)
    third = 0.25 * (3.0 * first - np.sin(3 * u) * triple)
    fourth = 0.375 - 0.5 * np.cos(2 * u) * double + 0.125 * np.cos(4 * u) * fourfold
    central = fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4
    return UnitMeans(
        shared=u,
        weight=weight,
        mean=first,
        square=second,
        between=np.maximum(second - first**2, 0.0),
        between_fourth=np.maximum(central, 0.0),
        slope=np.cos(u) * single,
        slope_square=0.5 * (1.0 + np.cos(2 * u) * double),
        slope_fourth=0.375 + 0.5 * np.cos(2 * u) * double + 0.125 * np.cos(4 * u) * fourfold,
        fourth=fourth,
    )


def _shared_nodes(std: Floats) -> tuple[Floats, Floats]:
    """Return nodes u and weights: within the Gaussian's tails, or once round the circle where it is wider than that."""
    z = np.linspace(-_TAIL, _TAIL, _NODES)
    inside = np.exp(-0.5 * z**2)
    angle = 2.0 * np.pi * np.arange(_NODES) / _NODES
    k = np.arange(1, _TERMS)[:, None]
    waves = np.exp(-0.5 * np.square(k * std[:, None])) * np.cos(k * angle)
    around = np.maximum(1.0 + 2.0 * waves.sum(1), 0.0)
    is_wide = std > _WRAPPED_FROM
    weight = np.where(is_wide, around, inside)
    return np.where(is_wide, angle, z * std), weight / weight.sum(-1, keepdims=True)
