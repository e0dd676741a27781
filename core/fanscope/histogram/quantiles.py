"""Quantiles of many histograms at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.histogram.bins import BIN_INNER, BIN_OUTER, FIRST_NONFINITE, NUM_MAGNITUDES
from fanscope.histogram.counts import Histogram


def quantiles(histograms: Sequence[Histogram], probabilities: ArrayLike) -> NDArray[np.float64]:
    """Return quantiles of the finite values, [len(histograms), len(probabilities)]; NaN where there are none.

    The value of rank ``ceil(p n)`` (numpy's ``inverted_cdf``) lies in the bin that is found, and the
    answer is interpolated within that bin, so the relative error is at most 1/8 for normal numbers
    and the absolute one at most 2^-129 below them (cf. Masson et al. 2019, DDSketch). Zero is exact.
    """
    wanted = np.asarray(probabilities, np.float64)
    if not len(histograms):
        return np.empty((0, wanted.size))
    bins = np.concatenate([h.bins for h in histograms])
    counts = np.concatenate([h.counts for h in histograms]).astype(np.int64)
    counts[bins % NUM_MAGNITUDES >= FIRST_NONFINITE] = 0
    # One running sum over all histograms, each in bin order: magnitudes ascend, positive values first.
    running = _running_sum(counts)
    num_positive_bins = _running_sum(bins < NUM_MAGNITUDES)
    ends = np.cumsum([h.bins.size for h in histograms])
    starts = np.concatenate([[0], ends[:-1]])
    firsts_negative = starts + num_positive_bins[ends] - num_positive_bins[starts]
    totals = (running[ends] - running[starts])[:, None]
    num_negative = (running[ends] - running[firsts_negative])[:, None]

    ranks = np.clip(np.ceil(wanted * totals), 1, np.maximum(totals, 1)).astype(np.int64)
    in_bin_order = np.where(ranks > num_negative, ranks - num_negative, totals - ranks + 1)
    targets = running[starts][:, None] + in_bin_order
    entries = np.minimum(np.searchsorted(running, targets, side="left") - 1, bins.size - 1)
    return np.where(totals > 0, _interpolate(bins, counts, running, entries, targets), np.nan)


def _running_sum(values: NDArray[np.generic]) -> NDArray[np.int64]:
    running = np.zeros(values.size + 1, np.int64)
    np.cumsum(values, out=running[1:])
    return running


def _interpolate(
    bins: NDArray[np.uint16],
    counts: NDArray[np.int64],
    running: NDArray[np.int64],
    entries: NDArray[np.intp],
    targets: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Place each target rank inside its bin, values spread evenly; zero for the two bins of zero."""
    if not bins.size:
        return np.full(entries.shape, np.nan)
    fraction = (targets - running[entries] - 0.5) / np.maximum(counts[entries], 1)
    found = bins[entries]
    inner, outer = BIN_INNER[found], BIN_OUTER[found]
    return np.where(found % NUM_MAGNITUDES == 0, 0.0, inner + fraction * (outer - inner))
