"""Histograms on other axes, for display only.

The fixed bins widen with the magnitude, so bars of raw counts would draw two peaks around zero
where the density has one. Counts are spread evenly over each bin and divided by widths.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.histogram.bins import FIRST_NONFINITE, MAGNITUDE_EDGES, NUM_MAGNITUDES
from fanscope.histogram.counts import Histogram

_EDGES = np.concatenate([-MAGNITUDE_EDGES[:0:-1], MAGNITUDE_EDGES])
"""Edges of all finite bins, ascending from -2^128 to 2^128."""


def mass(histogram: Histogram, edges: ArrayLike) -> NDArray[np.float64]:
    """Return the number of finite values between ascending edges, fractional where bins are cut.

    Zeros are an atom just right of 0: an edge at 0 puts them into the interval to its right.
    """
    dense = histogram.dense().astype(np.float64)
    positive = dense[:FIRST_NONFINITE].copy()
    negative = dense[NUM_MAGNITUDES : NUM_MAGNITUDES + FIRST_NONFINITE].copy()
    positive[0] += negative[0]
    negative[0] = 0.0
    cumulative = np.concatenate([[0.0], np.cumsum(np.concatenate([negative[::-1], positive]))])
    return np.diff(np.interp(np.asarray(edges, np.float64), _EDGES, cumulative))


def density(
    histogram: Histogram, edges: ArrayLike, *, threshold: float | None = None
) -> NDArray[np.float64]:
    """Return the probability density of the finite values between ascending edges.

    Args:
        histogram: What was counted.
        edges: E ascending edges.
        threshold: None for density per unit of x. Else per unit of ``symlog(x, threshold)``, for a
            symlog axis: equal areas on that axis are equal shares of the values.

    Returns:
        E - 1 densities; they integrate to the share of the finite values within the edges. NaN when
        there are no finite values.
    """
    places = np.asarray(edges, np.float64)
    widths = np.diff(places if threshold is None else symlog(places, threshold))
    total = histogram.num_finite
    if not total:
        return np.full(widths.shape, np.nan)
    return mass(histogram, places) / total / widths


def linear_edges(low: float, high: float, num: int) -> NDArray[np.float64]:
    """Return the edges of ``num`` equal intervals."""
    return np.linspace(low, high, num + 1)


def symlog_edges(low: float, high: float, num: int, *, threshold: float) -> NDArray[np.float64]:
    """Return the edges of ``num`` intervals that are equal on a symlog axis."""
    ends = symlog(np.array([low, high]), threshold)
    return _inverse_symlog(np.linspace(ends[0], ends[1], num + 1), threshold)


def symlog(values: ArrayLike, threshold: float) -> NDArray[np.float64]:
    """Return the place of each value on an axis linear within ``threshold`` and in decades beyond.

    ``sign(x) log10(1 + |x| / threshold)``: smooth at zero, unlike a piecewise scale.
    """
    x = np.asarray(values, np.float64)
    decades: NDArray[np.float64] = np.log1p(np.abs(x) / threshold) / np.log(10)
    return np.copysign(decades, x)


def _inverse_symlog(places: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    magnitudes: NDArray[np.float64] = threshold * np.expm1(np.abs(places) * np.log(10))
    return np.copysign(magnitudes, places)
