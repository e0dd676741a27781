"""Value axes of a row of panels of weights: shared by panels of like size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.band_panel import BandPanel
from fanscope.figures.density_axis import DensityAxis
from fanscope.figures.options import FigureOptions

ALIKE = 3.0
EXPLODED = 30.0


def weight_axes(row: Sequence[BandPanel], options: FigureOptions) -> list[DensityAxis]:
    """Return one axis a panel; panels within a factor of 3 of the row's median size share theirs.

    A layer with far larger or smaller weights (such as the output layer under hyperfan-out) would flatten the
    others or itself, so it gets an axis of its own.
    """
    sizes = [_size(panel) for panel in row]
    known = [size for size in sizes if size > 0]
    middle = float(np.median(known)) if known else 1.0
    alike = [size for size in known if middle / ALIKE <= size <= middle * ALIKE]
    shared = max(alike, default=middle)
    threshold = _threshold(row, options)
    return [_axis(shared if not size > 0 or size in alike else size, threshold) for size in sizes]


def _axis(size: float, threshold: float | None) -> DensityAxis:
    return DensityAxis(-size, size, threshold)


def _threshold(row: Sequence[BandPanel], options: FigureOptions) -> float | None:
    """Return where a symmetric-log axis turns linear: where asked for, or where weights explode during training."""
    starts = [start for panel in row if (start := _extent(panel.quantiles[:1])) > 0]
    if options.scale == "linear" or not starts:
        return None
    grown = any(_extent(panel.quantiles) > EXPLODED * max(starts) for panel in row)
    return 0.3 * min(starts) if grown or options.scale == "log" else None


def _size(panel: BandPanel) -> float:
    """Return the greatest of what the panel shows: its 1 and 99 % and theory's interval."""
    size = _extent(panel.quantiles)
    if panel.predicted_std and math.isfinite(panel.predicted_std.high):
        size = max(size, panel.predicted_std.high)
    return size


def _extent(quantiles: NDArray[np.float64]) -> float:
    return float(np.abs(quantiles[np.isfinite(quantiles)]).max(initial=0.0))
