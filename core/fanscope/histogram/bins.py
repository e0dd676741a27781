"""The fixed bins: the 12 top bits of a float32 pattern.

Sign (1), exponent (8) and the three leading mantissa bits give 8 sub-buckets an octave and a
relative bin width of at most 1/8 (the HdrHistogram layout). Bins are the same for every step,
layer, run and machine, so histograms merge by addition; no pass over the data looks for a range.

Bin ``b`` in 0..4095: ``b >> 11`` is the sign, ``(b >> 3) & 255`` the exponent field, ``b & 7`` the
mantissa bits. Exponent field 0 holds zero and subnormals, 255 holds infinities and NaN. Bins 0
(positive) and 2048 (negative) hold zero together with everything below 2^-129 = 1.5e-39.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

NUM_BINS = 4096
NUM_MAGNITUDES = 2048
"""Bins of one sign; ``b % NUM_MAGNITUDES`` is the bin of ``abs(x)``."""
FIRST_NONFINITE = 2040
"""The first magnitude that is infinite or NaN."""
FIRST_NORMAL = 8
"""The first magnitude whose values are normal numbers, 2^-126 and up."""

_MAX = np.finfo(np.float32).max


def narrow(values: ArrayLike) -> NDArray[np.float32]:
    """Return the values as flat float32; a finite value beyond its range goes to the last finite bin."""
    wide = np.asarray(values).reshape(-1)
    if wide.dtype == np.float32:
        return wide
    if wide.dtype.itemsize > np.dtype(np.float32).itemsize:
        wide = np.where(np.isfinite(wide), np.clip(wide, -_MAX, _MAX), wide)
    return wide.astype(np.float32)


def bin_numbers(values: ArrayLike) -> NDArray[np.uint32]:
    """Return the bin of each value."""
    return np.ascontiguousarray(narrow(values)).view(np.uint32) >> np.uint32(20)


def _magnitude_edges() -> NDArray[np.float64]:
    """Return the edges of the finite magnitudes, ascending, shape [FIRST_NONFINITE + 1]."""
    patterns = np.arange(FIRST_NONFINITE, dtype=np.uint32) << np.uint32(20)
    return np.append(patterns.view(np.float32).astype(np.float64), 2.0**128)


def _by_bin(magnitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.full(NUM_MAGNITUDES, np.nan)
    padded[:FIRST_NONFINITE] = magnitudes
    return np.concatenate([padded, -padded])


MAGNITUDE_EDGES = _magnitude_edges()
BIN_INNER = _by_bin(MAGNITUDE_EDGES[:-1])
"""The edge of each bin that is nearer to zero; NaN for the non-finite bins."""
BIN_OUTER = _by_bin(MAGNITUDE_EDGES[1:])
"""The edge of each bin that is farther from zero; NaN for the non-finite bins."""
BIN_LOWS = np.minimum(BIN_INNER, BIN_OUTER)
"""Lower edge of each bin; NaN for the non-finite bins."""
BIN_HIGHS = np.maximum(BIN_INNER, BIN_OUTER)
"""Upper edge of each bin; NaN for the non-finite bins."""
