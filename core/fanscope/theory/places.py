"""Places of an image: what a window covers, how often two places are a displacement apart, means over both.

Notation:
    H, W    sides; D = (rows, columns), a displacement, both numbers at least 0 (signals look alike in a mirror)
    t, u    taps of a window, and differences of two of them
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fanscope.theory.noise import Floats


@lru_cache(maxsize=256)
def pair_weights(height: int, width: int) -> Floats:
    """Return the fraction of ordered pairs of places that are D apart, up to sign, [H, W]."""
    return np.asarray(np.outer(_side_weights(height), _side_weights(width)))


def _side_weights(side: int) -> Floats:
    counts = 2.0 * (side - np.arange(side, dtype=np.float64))
    counts[0] = side
    return np.asarray(counts / side**2)


def mean_over_pairs(values: Floats) -> Floats:
    """Return the mean over all pairs of places of values by displacement, [..., H, W] to [...]."""
    weights = pair_weights(*values.shape[-2:])
    return np.asarray(values.reshape(*values.shape[:-2], -1) @ weights.ravel())


def mean_over_uneven_pairs(values: Floats, profile: Floats) -> Floats:
    """Return :func:`mean_over_pairs` of covariances where places differ in second moment, ``profile`` of mean 1.

    Two places have the root of both; a place with itself has its own, 1 in the mean.
    """
    own = values[..., 0, 0] * pair_weights(*values.shape[-2:])[0, 0]
    roots = np.square(np.sqrt(profile).mean((-2, -1)))
    return np.asarray(own + (mean_over_pairs(values) - own) * roots)


def tap_weights(kernel: int) -> Floats:
    """Return the fraction of pairs of taps that are u = 0, 1, ... apart, up to sign, [kernel]."""
    return _side_weights(kernel)


@lru_cache(maxsize=256)
def reach_matrix(side: int, kernel: int, stride: int, padding: int, dilation: int) -> Floats:
    """Return which places of a side each window covers, [windows, side] of 0 and 1; zero padding is left out."""
    windows = (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    covered = np.zeros((windows, side))
    for window in range(windows):
        for tap in range(kernel):
            place = window * stride - padding + tap * dilation
            if 0 <= place < side:
                covered[window, place] += 1.0
    return covered


def smooth(values: Floats, kernel: int, stride: int) -> Floats:
    """Return the covariance of windows' means by displacement, [S, H, W] to that of the pooled image."""
    rows = _smoothing(values.shape[1], kernel, stride)
    columns = _smoothing(values.shape[2], kernel, stride)
    return np.asarray(rows @ values @ columns.T)


@lru_cache(maxsize=256)
def _smoothing(side: int, kernel: int, stride: int) -> Floats:
    """Return the weights of displacements along a side in a displacement of windows; far ones count as the farthest."""
    windows = (side - kernel) // stride + 1
    weights = np.zeros((max(windows, 1), side))
    for window in range(len(weights)):
        for u in range(1 - kernel, kernel):
            far = min(abs(window * stride + u), side - 1)
            weights[window, far] += (kernel - abs(u)) / kernel**2
    return weights
