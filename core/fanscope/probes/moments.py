"""Exact moments, counts and bins of one float32 tensor on a CPU, in a single pass.

Sums run over differences from one of the values, in float64. With ``d = x - origin`` the sum of
squares is at most n + 1 times the squared deviations, so taking the mean off costs at most a
factor n of float64's 1e-16, whatever the size and the offset of the values; equal values have
exactly zero variance. Extrema, zeros, saturation and non-finite values are found in the bit
patterns, as integers.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanscope.compiled import compiled
from fanscope.histogram import Histogram
from fanscope.histogram.bins import NUM_BINS, NUM_MAGNITUDES

_CHUNK = 4096
"""Values that several short loops share while they are in the first-level cache."""
_BANKS = 2
_INFINITY = np.int32(0x7F800000)
_MINUS_INFINITY = np.int32(-0x800000)
_MAGNITUDE = np.int32(0x7FFFFFFF)
_PATTERN, _FLOAT = struct.Struct("=i"), struct.Struct("=f")
_NOTHING = np.empty(0, np.float32)


class Moments(NamedTuple):
    """Sums over the finite values of a tensor.

    ``min`` and ``max`` are plus and minus infinity when nothing is finite.
    """

    num_finite: float
    mean: float
    squared_deviations: float
    min: float
    max: float
    num_zeros: float
    num_saturated: float


def scan(
    values: NDArray[np.float32], *, minus: NDArray[np.float32] | None = None, saturation: float
) -> tuple[Moments, Histogram]:
    """Return the moments and the histogram of the values.

    Args:
        values: Shape [N], contiguous.
        minus: Measure the values minus these, same shape; the difference is not written to memory.
        saturation: Finite values beyond this magnitude are counted as saturated; infinity counts none.
    """
    counts = np.zeros((_BANKS, NUM_BINS), np.int64)
    num, origin, total, squares, low, high, zeros, saturated = _scan(
        values, _NOTHING if minus is None else minus, _read_pattern(saturation), counts
    )
    shift = total / max(num, 1)
    moments = Moments(
        num_finite=num,
        mean=origin + shift,
        squared_deviations=max(squares - total * shift, 0.0),
        min=_value_at(low),
        max=_value_at(high),
        num_zeros=zeros,
        num_saturated=saturated,
    )
    return moments, Histogram(*_gather(counts))


def count_far(values: NDArray[np.float32], centre: float, distance: float) -> float:
    """Return the number of finite values farther than ``distance`` from ``centre``."""
    with np.errstate(invalid="ignore"):
        far = np.abs(values - np.float32(centre)) > np.float32(distance)
        return float(np.count_nonzero(far & np.isfinite(values)))


@cache
def _read_pattern(value: float) -> np.int32:
    return np.int32(np.float32(value).view(np.int32))


def _value_at(place: int) -> float:
    """Return the value at a place in the order of all values, see :func:`_place`."""
    magnitude = place if place >= 0 else -1 - place
    value: float = _FLOAT.unpack(_PATTERN.pack(magnitude))[0]
    return value if place >= 0 else 0.0 - value


@compiled
def _scan(
    values: NDArray[np.float32],
    minus: NDArray[np.float32],
    threshold: np.int32,
    counts: NDArray[np.int64],
) -> tuple[int, float, float, float, int, int, int, int]:
    num, zeros, saturated = 0, 0, 0
    origin, total, squares = 0.0, 0.0, 0.0
    low, high = _INFINITY, _place(_MINUS_INFINITY)
    difference = np.empty(_CHUNK if minus.size else 0, np.float32)
    for start in range(0, values.size, _CHUNK):
        chunk = values[start : start + _CHUNK]
        if minus.size:
            chunk = _subtract(chunk, minus[start : start + _CHUNK], difference)
        bits = chunk.view(np.int32)
        num_smallest = _count_smallest(counts)
        _count(bits, counts)
        lowest, highest = _extrema(bits)
        if lowest <= _place(_MINUS_INFINITY) or highest >= _INFINITY:
            chunk = _keep_finite(chunk, bits)
            if not chunk.size:
                continue
            bits = chunk.view(np.int32)
            lowest, highest = _extrema(bits)
        if num == 0:
            origin = float(chunk[0])
        chunk_total, chunk_squares = _sum(chunk, origin)
        num += chunk.size
        total += chunk_total
        squares += chunk_squares
        low = min(low, lowest)
        high = max(high, highest)
        if _count_smallest(counts) > num_smallest:
            zeros += chunk.size - _count_beyond(bits, np.int32(0))
        if highest > threshold or lowest < -threshold:
            saturated += _count_beyond(bits, threshold)
    return num, origin, total, squares, int(low), int(high), zeros, saturated


@compiled
def _subtract(
    values: NDArray[np.float32], minus: NDArray[np.float32], out: NDArray[np.float32]
) -> NDArray[np.float32]:
    for i in range(values.size):
        out[i] = values[i] - minus[i]
    return out[: values.size]


@compiled
def _count(patterns: NDArray[np.int32], counts: NDArray[np.int64]) -> None:
    """Count into banks in turn: equal values in a row need not wait for each other."""
    whole = patterns.size - patterns.size % _BANKS
    for i in range(0, whole, _BANKS):
        for bank in range(_BANKS):
            counts[bank, (patterns[i + bank] >> np.int32(20)) & np.int32(NUM_BINS - 1)] += 1
    for i in range(whole, patterns.size):
        counts[0, (patterns[i] >> np.int32(20)) & np.int32(NUM_BINS - 1)] += 1


@compiled
def _count_smallest(counts: NDArray[np.int64]) -> int:
    num = 0
    for bank in range(_BANKS):
        num += counts[bank, 0] + counts[bank, NUM_MAGNITUDES]
    return num


@compiled
def _gather(counts: NDArray[np.int64]) -> tuple[NDArray[np.uint16], NDArray[np.uint64]]:
    """Join the banks into the first; return the numbers of the bins in use and their counts."""
    num = 0
    for number in range(NUM_BINS):
        for bank in range(1, _BANKS):
            counts[0, number] += counts[bank, number]
        num += counts[0, number] > 0
    bins, kept = np.empty(num, np.uint16), np.empty(num, np.uint64)
    num = 0
    for number in range(NUM_BINS):
        if counts[0, number] > 0:
            bins[num] = number
            kept[num] = counts[0, number]
            num += 1
    return bins, kept


@compiled
def _keep_finite(values: NDArray[np.float32], patterns: NDArray[np.int32]) -> NDArray[np.float32]:
    kept = np.empty_like(values)
    num = 0
    for i in range(values.size):
        if patterns[i] & _MAGNITUDE < _INFINITY:
            kept[num] = values[i]
            num += 1
    return kept[:num]


@compiled
def _sum(values: NDArray[np.float32], origin: float) -> tuple[float, float]:
    total, squares = 0.0, 0.0
    for i in range(values.size):
        difference = np.float64(values[i]) - origin
        total += difference
        squares += difference * difference
    return total, squares


@compiled
def _extrema(patterns: NDArray[np.int32]) -> tuple[np.int32, np.int32]:
    """Return the places of the lowest and the highest value in the order of all values."""
    low, high = _MAGNITUDE, np.int32(-_MAGNITUDE)
    for i in range(patterns.size):
        place = _place(patterns[i])
        low = min(low, place)
        high = max(high, place)
    return low, high


@compiled
def _place(pattern: np.int32) -> np.int32:
    """Flip the magnitude of negative values: as integers, patterns are then in order. Its own inverse."""
    return np.int32(pattern ^ ((pattern >> np.int32(31)) & _MAGNITUDE))


@compiled
def _count_beyond(patterns: NDArray[np.int32], threshold: np.int32) -> int:
    num = np.int32(0)
    for i in range(patterns.size):
        num += np.int32(np.int32(patterns[i] & _MAGNITUDE) > threshold)
    return int(num)
