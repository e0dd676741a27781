"""Expectations over a unit that all inputs of a batch share in part: y = u + w.

Notation:
    q, c    second moment of a pre-activation and correlation between two inputs
    u       the part that all inputs share, N(0, m) with m = q c, one number per unit
    w       the part by which inputs differ, N(0, v) with v = q (1 - c), one number per unit and input
    E_u, E_w    means over u and, at fixed u, over w

The trapezoidal rule on nodes z = z0 + b sinh(x), which lie densely where phi bends and thinly in
the Gaussian's tails, serves every q from 0 to thousands and every c in [0, 1].

Reference: trefethen2014trapezoidal (why so few nodes are enough).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import erfc, pi, sqrt

import numpy as np

from fanscope.theory.noise import Floats

_TAIL = 6.0
_SHARED_NODES = 25
_OWN_NODES = 37


@dataclass(frozen=True, slots=True)
class UnitMeans:
    """Means over w at each node u, [C, U], with the nodes' weights (each row sums to 1).

    Attributes:
        shared: u.
        weight: Weight of u.
        mean: E_w[phi].
        square: E_w[phi^2].
        between: E_w[(phi - E_w phi)^2].
        between_fourth: E_w[(phi - E_w phi)^4].
        slope: E_w[phi'].
        slope_square: E_w[phi'^2].
        slope_fourth: E_w[phi'^4].
        fourth: E_w[phi^4].
    """

    shared: Floats
    weight: Floats
    mean: Floats
    square: Floats
    between: Floats
    between_fourth: Floats
    slope: Floats
    slope_square: Floats
    slope_fourth: Floats
    fourth: Floats

    def over_units(self, values: Floats) -> Floats:
        """Return E_u of values at the nodes, [C]."""
        return np.asarray(np.einsum("cu,cu->c", self.weight, values))

    def shift(self, values: Floats) -> Floats:
        """Return how the mean of values over units answers a shift of all y, [C]: their slope over u, by Stein's lemma."""
        away = self.shared - self.over_units(self.shared)[:, None]
        return self.over_units(away * values) / self.over_units(np.square(away))


def average_over_inputs(
    function: Callable[[Floats], Floats],
    derivative: Callable[[Floats, Floats], Floats],
    q: float,
    correlations: Floats,
    *,
    is_even: bool,
) -> UnitMeans:
    """Return the means over w for each correlation and node u.

    Args:
        function: phi, of pre-activations.
        derivative: phi', of pre-activations and phi's values there.
        q: Second moment of the pre-activation.
        correlations: c, [C].
        is_even: Whether |phi| is even, so that half the line of u stands for all of it.
    """
    shared_std = np.sqrt(q * correlations)[:, None]
    own_std = np.sqrt(q * (1.0 - correlations))[:, None]
    u, weight = _shared_nodes(shared_std, np.maximum(1.0, own_std))
    if not is_even:
        u, weight = _both_halves(u, weight)
    z, own_weight = _own_nodes(u / own_std, own_std[..., None])
    y = u[..., None] + own_std[..., None] * z
    phi = function(y)
    slope_square = np.square(slope := derivative(y, phi))

    def mean(values: Floats) -> Floats:
        return np.asarray(np.einsum("cuw,cuw->cu", own_weight, values))

    phi_mean = mean(phi)
    squares = np.square(phi)
    deviations = np.square(phi - phi_mean[..., None])
    return UnitMeans(
        shared=u,
        weight=weight,
        mean=phi_mean,
        square=mean(squares),
        between=mean(deviations),
        between_fourth=mean(np.square(deviations)),
        slope=mean(slope),
        slope_square=mean(slope_square),
        slope_fourth=mean(np.square(slope_square)),
        fourth=mean(np.square(squares)),
    )


def _shared_nodes(std: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return nodes u >= 0, dense near 0, and weights that sum to 1."""
    reach = np.arcsinh(_TAIL * std / scale)
    x = np.linspace(0.0, 1.0, _SHARED_NODES) * reach
    u = scale * np.sinh(x)
    density = np.exp(-0.5 * np.square(u / np.maximum(std, 1e-300))) * np.cosh(x)
    density[:, 0] *= 0.5
    return u, density / density.sum(-1, keepdims=True)


def _both_halves(half: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return nodes and weights on the whole line."""
    return np.concatenate([-half, half], -1), 0.5 * np.concatenate([weight, weight], -1)


def _own_nodes(offset: Floats, std: Floats) -> tuple[Floats, Floats]:
    """Return nodes z, dense where u + w is near 0 (z = -offset), and weights, [C, U, W]."""
    center = np.clip(-offset, -_TAIL, _TAIL)[..., None]
    scale = np.maximum(1.0 / std, 0.01)
    low, high = np.arcsinh((-_TAIL - center) / scale), np.arcsinh((_TAIL - center) / scale)
    x = low + np.linspace(0.0, 1.0, _OWN_NODES) * (high - low)
    z = center + scale * np.sinh(x)
    density = np.exp(-0.5 * np.square(z)) * np.cosh(x)
    return z, density / density.sum(-1, keepdims=True)


def average_relu_over_inputs(correlations: Floats, *, leak: float) -> UnitMeans:
    """Return the means over w of a leaky ReLU at q = 1, from the moments of a rectified Gaussian.

    Args:
        correlations: c, [C], below 1.
        leak: Slope below zero; 0 for a ReLU.
    """
    shared_std = np.sqrt(correlations)[:, None]
    s = np.sqrt(1.0 - correlations)[:, None]
    u, weight = _both_halves(*_shared_nodes(shared_std, s))
    return _relu_means(u, s, weight, leak)


def average_shifted_relu_over_inputs(
    correlations: Floats, *, mean: float, spread: float, leak: float
) -> UnitMeans:
    """Return the same of a pre-activation of mean ``mean`` and standard deviation ``spread``.

    Args:
        correlations: Of what two inputs have beyond the mean, [C], in (0, 1).
        mean: Of all units.
        spread: Standard deviation of the pre-activation about it.
        leak: Slope below zero; 0 for a ReLU.
    """
    shared_std = spread * np.sqrt(correlations)
    s = spread * np.sqrt(1.0 - correlations)
    z, weight = _own_nodes(mean / shared_std, (shared_std / s)[:, None])
    return _relu_means(mean + shared_std[:, None] * z, s[:, None], weight, leak)


def _relu_means(u: Floats, s: Floats, weight: Floats, leak: float) -> UnitMeans:
    """Return the means over w, of standard deviation s, at nodes u."""
    above, below = _rectified_moments(u, s), _rectified_moments(-u, s)
    first, second, third, fourth = (
        up + (-leak) ** power * down
        for power, (up, down) in enumerate(zip(above[1:], below[1:], strict=True), 1)
    )
    between = np.maximum(second - first**2, 0.0)
    central = fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4
    slope, slope_square, slope_fourth = (above[0] + leak**power * below[0] for power in (1, 2, 4))
    return UnitMeans(
        shared=u,
        weight=weight,
        mean=first,
        square=second,
        between=between,
        between_fourth=np.maximum(central, 0.0),
        slope=slope,
        slope_square=slope_square,
        slope_fourth=slope_fourth,
        fourth=fourth,
    )


def _rectified_moments(u: Floats, s: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return P(u + w > 0) and the first four moments of max(u + w, 0), w of standard deviation s."""
    below = _normal_cdf(u / s)
    density = s * np.exp(-0.5 * np.square(u / s)) / sqrt(2.0 * pi)
    return (
        below,
        u * below + density,
        (u**2 + s**2) * below + u * density,
        (u**3 + 3 * u * s**2) * below + (u**2 + 2 * s**2) * density,
        (u**4 + 6 * u**2 * s**2 + 3 * s**4) * below + (u**3 + 5 * u * s**2) * density,
    )


def _normal_cdf(x: Floats) -> Floats:
    values = [0.5 * erfc(-value / sqrt(2.0)) for value in x.ravel()]
    return np.array(values).reshape(x.shape)
