"""Axes for distributions: linear where the values are bounded or alike, symmetric-log where they span decades."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.canvas import Figure, axis
from fanscope.figures.palette import Ink
from fanscope.figures.ticks import Ticks, linear_ticks, power_of_ten, symmetric_ticks
from fanscope.histogram import linear_edges, symlog, symlog_edges

DECADES_FOR_SYMLOG = 1.5
LEAST_THRESHOLD = 1e-9


@dataclass(frozen=True, slots=True)
class DensityAxis:
    """A value axis with equal bins on it.

    Attributes:
        low: Lower end, a value.
        high: Upper end, a value.
        threshold: None for a linear axis; else the value within which a symlog axis is linear.
        bins: How many bins are drawn.
    """

    low: float
    high: float
    threshold: float | None = None
    bins: int = 56

    @property
    def edges(self) -> NDArray[np.float64]:
        """Edges of the bins, values, ascending."""
        if self.threshold is None:
            return linear_edges(self.low, self.high, self.bins)
        return symlog_edges(self.low, self.high, self.bins, threshold=self.threshold)

    def place(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where values stand in axis units."""
        return values if self.threshold is None else symlog(values, self.threshold)

    def axis(self, ink: Ink, *, most: int) -> Figure:
        """Return the Plotly axis."""
        ends = self.place(np.array([self.low, self.high]))
        room = 0.03 * (ends[1] - ends[0])
        values, texts = self._ticks(most)
        return axis(
            ink,
            type="linear",
            range=[float(ends[0] - room), float(ends[1] + room)],
            tickvals=self.place(np.array(values)).tolist(),
            ticktext=texts,
        )

    def _ticks(self, most: int) -> Ticks:
        if self.threshold is not None:
            return symlog_ticks(self.low, self.high, self.threshold, most)
        if self.low == -self.high and most <= 4 and self.high != 1:
            return symmetric_ticks(self.high)
        return linear_ticks(self.low, self.high, most)


def symlog_ticks(low: float, high: float, threshold: float, most: int) -> Ticks:
    """Return ticks at zero and at powers of ten on both sides, at least one on each side that there is."""
    least = math.ceil(math.log10(threshold) + 0.3)
    ticks = [(0.0, "0")]
    for sign, end in ((1, high), (-1, -low)):
        if end <= 0:
            continue
        last = math.floor(math.log10(end) + 1e-9)
        powers = range(min(least, last), last + 1)
        stride = max(1, math.ceil(len(powers) / max(1, most // 2)))
        for power in reversed(powers[::-1][::stride]):
            ticks.append((sign * 10.0**power, ("−" if sign < 0 else "") + power_of_ten(power)))
    ticks.sort()
    return [value for value, _ in ticks], [text for _, text in ticks]


def bounded_axis() -> DensityAxis:
    """Return the axis of a bounded activation, tanh's range.

    Bins of 1/16 are sums of whole recorded bins everywhere within -1 and 1, so the picture is exact.
    """
    return DensityAxis(-1.0, 1.0, bins=32)


def shared_axis(quantiles: Sequence[NDArray[np.float64]], *, logarithmic: bool) -> DensityAxis:
    """Return one axis for distributions, each given by quantiles (0.1, 5, 50, 95, 99.9 %)."""
    known = [q for q in quantiles if np.isfinite(q).all()]
    low = min((float(q[0]) for q in known), default=-1.0)
    high = max((float(q[-1]) for q in known), default=1.0)
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = -1.0, 1.0
    if low < 0 < high and min(-low, high) > 0.2 * max(-low, high):
        high = max(-low, high)
        low = -high
    if not logarithmic:
        return DensityAxis(low, high)
    sizes = [size for q in known if (size := spread_size(q)) > 0]
    threshold = max(0.3 * min(sizes, default=1.0), LEAST_THRESHOLD * max(-low, high))
    return DensityAxis(low, high, threshold)


def spread_size(quantiles: NDArray[np.float64]) -> float:
    """Return half the width of the middle 90 %, zero where there is nothing."""
    size = float(quantiles[-2] - quantiles[1]) / 2
    return size if math.isfinite(size) else 0.0


def spans_decades(quantiles: Sequence[NDArray[np.float64]]) -> bool:
    """Return whether the widths of distributions differ too much for one linear axis."""
    sizes = [size for q in quantiles if (size := spread_size(q)) > 0]
    return len(sizes) > 1 and math.log10(max(sizes) / min(sizes)) > DECADES_FOR_SYMLOG
