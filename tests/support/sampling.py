"""Draws distributions in numpy, and says how far a mean may be off: an oracle without torch."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fanscope.distribution import Distribution

SIGMAS = 5.0
"""A check that holds fails by chance about once in two million seeds."""


def draw(
    distribution: Distribution, shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return independent entries of a distribution."""
    std, mean = math.sqrt(distribution.variance), distribution.mean
    match distribution.shape:
        case "uniform":
            return rng.uniform(mean - math.sqrt(3) * std, mean + math.sqrt(3) * std, shape)
        case "normal":
            return rng.normal(mean, std, shape)
        case "constant":
            return np.full(shape, mean)
        case _:
            raise NotImplementedError(
                f"entries of a matrix, {distribution.shape}, are not independent"
            )


def assert_mean(samples: NDArray[np.float64], expected: float) -> None:
    """Check a mean of independent samples against what it should be, within their standard error."""
    error = samples.std(ddof=1) / np.sqrt(samples.size)
    assert abs(samples.mean() - expected) <= SIGMAS * error, (samples.mean(), expected, error)
