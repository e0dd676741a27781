"""What the probes should find, by numpy in long double and plain loops over pairs and units."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from fanscope.frames import Statistic

Wide = NDArray[np.longdouble]


def expected_statistics(
    values: NDArray[np.floating], *, per_input: bool = False, activation: str | None = None
) -> dict[Statistic, float]:
    """Return every statistic of a probe except the ratios between probes."""
    flat = values.reshape(-1).astype(np.longdouble)
    finite = flat[np.isfinite(flat)]
    some = finite.size > 0
    batch = values.ndim > 0 and values.size > 0 and per_input
    rows: Wide = values.reshape(len(values), -1).astype(np.longdouble) if batch else flat
    return {
        "count": values.size,
        "num_nonfinite": values.size - finite.size,
        "mean": float(finite.mean()) if some else math.nan,
        "var": float(finite.var()) if some else math.nan,
        "second_moment": float((finite**2).mean()) if some else math.nan,
        "min": float(finite.min()) if some else math.nan,
        "max": float(finite.max()) if some else math.nan,
        "zero_fraction": float((finite == 0).mean()) if some else math.nan,
        "saturated_fraction": float(_is_saturated(finite, activation).mean())
        if some and activation in ("tanh", "sigmoid")
        else math.nan,
        "dead_fraction": float((rows == 0).all(0).mean())
        if batch and activation == "relu"
        else math.nan,
        "between_input_var": between_input_var(rows) if batch else math.nan,
        "mean_cosine": mean_cosine(rows) if batch else math.nan,
    }


def _is_saturated(values: Wide, activation: str | None) -> NDArray[np.bool_]:
    """Tell values beyond 0.97 of tanh, or farther than 0.47 from the middle of a sigmoid, rounded as float32 is."""
    if activation == "tanh":
        return np.asarray(np.abs(values) > np.float32(0.97))
    away = values.astype(np.float32) - np.float32(0.5)
    return np.asarray(np.abs(away) > np.float32(0.47))


def between_input_var(rows: Wide) -> float:
    """Average over the units the variance of each one's finite values."""
    found = [unit[np.isfinite(unit)].var() for unit in rows.T if np.isfinite(unit).any()]
    return float(np.mean(found)) if found else math.nan


def mean_cosine(rows: Wide) -> float:
    """Average over the pairs of inputs that have a direction."""
    directions = [row / np.sqrt(row @ row) for row in rows if np.isfinite(row).all() and row.any()]
    cosines = [one @ other for one, other in combinations(directions, 2)]
    return float(np.mean(cosines)) if cosines else math.nan
