"""Sparse counts over the fixed bins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.histogram.bins import (
    BIN_HIGHS,
    BIN_LOWS,
    FIRST_NONFINITE,
    FIRST_NORMAL,
    NUM_BINS,
    NUM_MAGNITUDES,
    bin_numbers,
)


class Moments(NamedTuple):
    """Moments of the finite values, to the width of the bins; NaN when there are none."""

    mean: float
    var: float
    second_moment: float


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Sparse counts over the 4096 fixed bins.

    Attributes:
        bins: Bin numbers with a non-zero count, ascending, uint16, shape [K].
        counts: Their counts, uint64, shape [K].
    """

    bins: NDArray[np.uint16]
    counts: NDArray[np.uint64]

    @classmethod
    def from_values(cls, values: ArrayLike) -> Histogram:
        """Count the values of an array of any shape and real dtype."""
        return cls.from_dense(np.bincount(bin_numbers(values), minlength=NUM_BINS))

    @classmethod
    def from_dense(cls, counts: NDArray[np.integer]) -> Histogram:
        """Keep the non-zero entries of counts [4096]."""
        bins = np.flatnonzero(counts != 0)
        return cls(bins.astype(np.uint16), counts[bins].astype(np.uint64))

    def dense(self) -> NDArray[np.uint64]:
        """Return the counts of all bins, [4096]."""
        dense = np.zeros(NUM_BINS, np.uint64)
        dense[self.bins] = self.counts
        return dense

    def __add__(self, other: Histogram) -> Histogram:
        """Return the histogram of both sets of values together."""
        return merge([self, other])

    @property
    def total(self) -> int:
        """Number of values, non-finite ones included."""
        return int(self.counts.sum())

    @property
    def num_finite(self) -> int:
        """Number of finite values."""
        return self.total - self.num_nonfinite

    @property
    def num_nonfinite(self) -> int:
        """Number of infinities and NaN."""
        return self._count(self._magnitudes() >= FIRST_NONFINITE)

    @property
    def num_zeros(self) -> int:
        """Number of zeros, with the subnormals below 2^-129 that share their bin."""
        return self._count(self._magnitudes() == 0)

    @property
    def num_subnormals(self) -> int:
        """Number of subnormals of at least 2^-129; smaller ones are among the zeros."""
        magnitudes = self._magnitudes()
        return self._count((magnitudes > 0) & (magnitudes < FIRST_NORMAL))

    def moments(self) -> Moments:
        """Return moments with each value at the middle of its bin: within 1/16 of each value's size.

        Figures use the exact moments of :class:`~fanscope.frames.Frame`; these serve merged histograms.
        """
        finite = self._magnitudes() < FIRST_NONFINITE
        bins, weights = self.bins[finite], self.counts[finite].astype(np.float64)
        if not bins.size:
            return Moments(np.nan, np.nan, np.nan)
        middles = np.where(bins % NUM_MAGNITUDES == 0, 0.0, (BIN_LOWS[bins] + BIN_HIGHS[bins]) / 2)
        weights /= weights.sum()
        mean = float(weights @ middles)
        return Moments(mean, float(weights @ (middles - mean) ** 2), float(weights @ middles**2))

    def to_json(self) -> dict[str, list[int]]:
        """Return bins and counts as plain integers."""
        return {"bins": self.bins.tolist(), "counts": self.counts.tolist()}

    def _magnitudes(self) -> NDArray[np.uint16]:
        return self.bins % np.uint16(NUM_MAGNITUDES)

    def _count(self, chosen: NDArray[np.bool_]) -> int:
        return int(self.counts[chosen].sum())


def merge(histograms: Iterable[Histogram]) -> Histogram:
    """Return the histogram of all values together."""
    parts: Sequence[Histogram] = tuple(histograms)
    dense = np.zeros(NUM_BINS, np.uint64)
    for part in parts:
        dense[part.bins] += part.counts
    return Histogram.from_dense(dense)
