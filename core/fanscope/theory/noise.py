"""Bookkeeping of randomness: every log-quantity is a mean plus a linear form in independent sources.

Notation:
    S, K    schemes predicted together; sources of randomness of one prediction
    r       relative variance of a positive factor X with E[X] = 1
    log X   one source. X is taken as a gamma number of shape 1/r: exactly what a mean of squared
            normal numbers is, and close to every other mean of squares
    kappa   cumulants of log X: digamma(1/r) + log r, trigamma(1/r), tetragamma(1/r)

A second moment of a layer is a product of such factors, so its logarithm is a sum of them, each
weighted by the log-slope of everything between the source and the layer (delta method). Means of
log X are below zero: that is why the median of a deep network lies below its mean-field value.

Reference: abramowitz1964handbook, 6.3.18, 6.4.11 to 6.4.14.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SHIFT = 6
_TOGETHER = 16
"""Linear forms looked at together: as many as a processor's cache holds."""


class Sources:
    """Independent log-gamma sources of randomness, one relative variance per scheme.

    Attributes:
        count: Number of sources that were added.
    """

    def __init__(self, num_schemes: int, capacity: int) -> None:
        """Make room for ``capacity`` sources."""
        self._relative_variance_SK = np.zeros((num_schemes, capacity))
        self._excess_third_SK = np.zeros((num_schemes, capacity))
        self.count = 0

    def zero(self) -> Floats:
        """Return the linear form without randomness, [S, K]."""
        return np.zeros_like(self._relative_variance_SK)

    def add(
        self, relative_variance_S: Floats | float, *, excess_third_S: Floats | float = 0.0
    ) -> int:
        """Add a source and return its column.

        Args:
            relative_variance_S: r.
            excess_third_S: Third cumulant of X beyond a gamma number's, 2 r^2.
        """
        column = self.count
        self.count += 1
        self._relative_variance_SK[:, column] = relative_variance_S
        self._excess_third_SK[:, column] = excess_third_S
        return column

    def cumulants(self) -> Cumulants:
        """Return the cumulants of all sources, each [S, K].

        A third cumulant beyond the gamma's counts to first order, by the expansion of log X.
        """
        gamma, excess = log_gamma_cumulants(self._relative_variance_SK), self._excess_third_SK
        return gamma.plus(Cumulants(excess / 3.0, -excess, excess))


class Cumulants(NamedTuple):
    """First three cumulants of logarithms."""

    mean: Floats
    variance: Floats
    third: Floats

    def of(self, weights: Floats) -> Cumulants:
        """Return the cumulants of weighted sums of the sources; ``weights`` is [..., S, K]."""
        squares = weights * weights

        def add_up(factors: Floats, cumulant: Floats) -> Floats:
            return np.asarray(np.einsum("...k,...k->...", factors, cumulant))

        return Cumulants(
            mean=add_up(weights, self.mean),
            variance=add_up(squares, self.variance),
            third=add_up(squares * weights, self.third),
        )

    def of_forms(self, forms: Sequence[Floats]) -> Cumulants:
        """Return the cumulants of linear forms [S, K'] of the first K' sources each, one a row, [N, S]."""
        num_schemes = len(self.mean)
        found = np.empty((3, len(forms), num_schemes))
        for start in range(0, len(forms), _TOGETHER):
            some = forms[start : start + _TOGETHER]
            width = max(form.shape[-1] for form in some)
            weights = np.zeros((num_schemes, len(some), width))
            for row, form in enumerate(some):
                weights[:, row, : form.shape[-1]] = form
            squares = weights * weights
            powers = (weights, self.mean), (squares, self.variance), (squares * weights, self.third)
            for which, (factors, cumulant) in enumerate(powers):
                sums = factors @ cumulant[:, :width, None]
                found[which, start : start + len(some)] = sums[..., 0].T
        return Cumulants(*found)

    def take(self, columns: list[int]) -> Cumulants:
        """Return the cumulants of some sources, one a row, [len(columns), S]."""
        return Cumulants(*(values[:, columns].T for values in self))

    def weighted(self, weight: Floats) -> Cumulants:
        """Return the cumulants of ``weight`` times each."""
        return Cumulants(self.mean * weight, self.variance * weight**2, self.third * weight**3)

    def plus(self, other: Cumulants) -> Cumulants:
        """Return the cumulants of the sum with independent ``other``."""
        return Cumulants(
            self.mean + other.mean, self.variance + other.variance, self.third + other.third
        )


def log_gamma_cumulants(relative_variance: Floats) -> Cumulants:
    """Return the cumulants of log X for gamma numbers X of mean 1; zeros where nothing varies."""
    r = np.clip(relative_variance, 0.0, 1e3)
    with np.errstate(divide="ignore", over="ignore"):
        shape = 1.0 / r
    mean, variance, third = (np.zeros_like(r) for _ in range(3))
    steps = shape[..., None] + np.arange(_SHIFT)
    inverse = 1.0 / steps
    mean -= inverse.sum(-1)
    variance += (inverse**2).sum(-1)
    third -= 2.0 * (inverse**3).sum(-1)
    y = r / (1.0 + _SHIFT * r)
    mean += np.log1p(_SHIFT * r) - y / 2 - y**2 / 12 + y**4 / 120
    variance += y + y**2 / 2 + y**3 / 6 - y**5 / 30
    third -= y**2 + y**3 + y**4 / 2 - y**6 / 6
    return Cumulants(mean, variance, third)
