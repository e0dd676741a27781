"""What a pool adds to the randomness of a signal: it leaves less of what averages out, and that varies more.

Notation: as in stream.py.

Reference: poole2016exponential, eq. 5 (the correlations that the mean needs).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.stream import Stream

_LEVELED = 1.4
"""Factor on the noise of v behind a global pool whose channels a batch norm has scaled one by one: theory knows how the
mean over channels varies, not how much each keeps of its places' mean. Found by sampling, as the next."""
_WANDER = 3.0
"""2 for a Gaussian's squares, and half as much again for the shape of the correlation, which pools do not average out."""
_LENGTH_NOISE = 0.8
"""Relative variance of how much inputs' lengths differ; found by sampling (benchmarks/prediction_coverage.py)."""


class PoolNoise(NamedTuple):
    """Of a pool.

    Attributes:
        wander: Relative variance that v gets from how alike places are in this draw, [S].
        lengths: The same from how much inputs differ in length, [S].
        shared: Relative variance that m gets from the finite number of channels, [S].
        stretch: Factor on the noise of v.
    """

    wander: Floats
    lengths: Floats
    shared: Floats
    stretch: float


def pool_noise(x: Stream, pooled: Stream, *, n: int) -> PoolNoise:
    """Return the randomness that a pool's output has beyond that of single places."""
    is_global = x.places != (1, 1) and pooled.places == (1, 1)
    parts = _part_of_lengths(x, pooled) if is_global else np.zeros_like(x.log_second)
    return PoolNoise(
        wander=_WANDER * np.maximum(pooled.wander - x.wander, 0.0),
        lengths=_LENGTH_NOISE * np.square(parts),
        shared=np.maximum(_spread(pooled, n=n) - _spread(x, n=n), 0.0) / x.channels,
        stretch=_LEVELED if is_global and x.is_leveled else 1.0,
    )


def _part_of_lengths(x: Stream, pooled: Stream) -> Floats:
    """Return the part of v after a global pool that is there because some inputs are longer, [S]."""
    other = pooled.alike
    return np.clip(0.25 * x.length_spread * other / np.maximum(1.0 - other, 1e-12), 0.0, 1.0)


def _spread(x: Stream, *, n: int) -> Floats:
    """Return the relative variance of m over channels, were it the square of a Gaussian about its mean, [S]."""
    shared = x.shared(n)
    away = shared - x.offset[:, None, None]
    mean = np.maximum(shared[:, 0, 0], 1e-12)
    squares = 2.0 * x.over_pairs(np.square(away))
    return np.asarray((squares + 4.0 * x.offset * np.abs(x.over_pairs(away))) / mean**2)
