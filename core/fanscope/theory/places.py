"""Places of an image: what a window covers, how often two places are a displacement apart, means over both.

Notation:
    H, W    sides; D = (rows, columns), a displacement, both numbers at least 0 (signals look alike in a mirror)
    t, u    taps of a window, and differences of two of them
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from fanscope.image_geometry import REACH as REACH
from fanscope.theory.noise import Floats


@lru_cache(maxsize=256)
def pair_weights(height: int, width: int) -> Floats:
    """Return the fraction of ordered pairs of places that are D apart, up to sign, one number for each D in a row."""
    return np.asarray(np.outer(side_weights(height), side_weights(width)).ravel())


@lru_cache(maxsize=256)
def side_weights(side: int) -> Floats:
    """Return the fraction of ordered pairs along a side that are 0, 1, ... apart, up to sign, [at most REACH]."""
    counts = 2.0 * (side - np.arange(side, dtype=np.float64))
    counts[0] = side
    near = counts[:REACH].copy()
    near[-1] += counts[REACH:].sum()
    return np.asarray(near / side**2)


@lru_cache(maxsize=256)
def mean_over_places_and_pairs(height: int, width: int) -> Floats:
    """Return what sums up values by displacement: those of D = 0 over the places, and the mean over pairs, [D, 2]."""
    weights = np.zeros((len(pair_weights(height, width)), 2))
    weights[0, 0] = 1.0 / (height * width)
    weights[:, 1] = pair_weights(height, width)
    return weights


def mean_over_pairs(values: Floats, sides: tuple[int, int]) -> Floats:
    """Return the mean over all pairs of places of values by displacement, [S, rows, columns] to [S]."""
    return np.asarray(values.reshape(len(values), -1) @ pair_weights(*sides))


def mean_over_uneven_pairs(
    values: Floats, profile: Floats, common_taps: Floats | float = 1.0
) -> Floats:
    """Return :func:`mean_over_pairs` of covariances where places differ in second moment, ``profile`` of mean 1.

    Two places have the root of both, times ``common_taps``; a place with itself has its own, 1 in the mean.
    """
    sides = profile.shape[1], profile.shape[2]
    own = values[:, 0, 0] / (sides[0] * sides[1])
    roots = np.square(np.sqrt(profile).mean((1, 2))) * common_taps
    return np.asarray(own + (mean_over_pairs(values, sides) - own) * roots)


def tap_weights(kernel: int) -> Floats:
    """Return the fraction of pairs of taps that are u = 0, 1, ... apart, up to sign, [kernel]."""
    taps = np.arange(kernel, dtype=np.float64)
    return np.asarray(np.where(taps == 0, 1.0, 2.0) * (kernel - taps) / kernel**2)


@lru_cache(maxsize=256)
def mean_of_taps(kernel: int, dilation: int, rows: int, columns: int) -> Floats:
    """Return what sums up values by displacement, [rows, columns], to their mean over pairs of a window's taps, one number for each D in a row."""
    along = []
    for displacements in (rows, columns):
        weights = np.zeros(displacements)
        for u, weight in enumerate(tap_weights(kernel)):
            weights[min(u * dilation, displacements - 1)] += weight
        along.append(weights)
    return np.asarray(np.outer(*along).ravel())


def mean_over_places(values: Floats) -> Floats:
    """Return the mean of each scheme's image, [S, H, W] to [S]."""
    flat = values.reshape(len(values), -1)
    return np.asarray(flat.sum(1) / flat.shape[1])


def count_windows(side: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """Return how many windows fit along a side."""
    return (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


@lru_cache(maxsize=256)
def reach_matrix(side: int, kernel: int, stride: int, padding: int, dilation: int) -> Floats:
    """Return which places of a side each window covers, [windows, side] of 0 and 1; zero padding is left out."""
    windows = count_windows(side, kernel, stride, padding, dilation)
    covered = np.zeros((windows, side))
    for window in range(windows):
        for tap in range(kernel):
            place = window * stride - padding + tap * dilation
            if 0 <= place < side:
                covered[window, place] += 1.0
    return covered


@lru_cache(maxsize=256)
def common_taps(side: int, kernel: int, stride: int, padding: int, dilation: int) -> float:
    """Return how many taps two windows along a side both have inside it, over the root of both their numbers.

    Mean over pairs; 1 without padding. A window at the edge and one in the middle have no more taps in common than the
    smaller one has: less than the root of both.
    """
    windows = count_windows(side, kernel, stride, padding, dilation)
    places = np.arange(windows)[:, None] * stride - padding + np.arange(kernel) * dilation
    inside = ((places >= 0) & (places < side)).astype(np.float64)
    together = float((inside @ inside.T).mean())
    return together / max(float(np.sqrt(inside.sum(1)).mean()), 1e-300) ** 2


def smooth(values: Floats, kernel: int, stride: int, sides: tuple[int, int]) -> Floats:
    """Return the covariance of windows' means by displacement; ``sides`` are those of the pooled image."""
    rows = _smoothing(values.shape[-2], kernel, stride, min(sides[0], REACH))
    columns = _smoothing(values.shape[-1], kernel, stride, min(sides[1], REACH))
    return np.asarray(rows @ values @ columns.T)


@lru_cache(maxsize=256)
def _smoothing(displacements: int, kernel: int, stride: int, windows: int) -> Floats:
    """Return the weights of displacements along a side in a displacement of windows; far ones count as the farthest."""
    weights = np.zeros((windows, displacements))
    for window in range(windows):
        for u in range(1 - kernel, kernel):
            far = min(abs(window * stride + u), displacements - 1)
            weights[window, far] += (kernel - abs(u)) / kernel**2
    return weights
