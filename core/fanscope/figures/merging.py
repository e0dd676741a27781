"""Histograms of all seeds of a scheme together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fanscope.frames import Quantity
from fanscope.histogram import NUM_BINS, Histogram, merge
from fanscope.seed_track import SeedTrack


def merged_at(
    tracks: Sequence[SeedTrack], layer: str, quantity: Quantity, step: int
) -> Histogram | None:
    """Return the histogram of all seeds at a step; None where none of them measured this."""
    found = [
        track.histogram(layer, quantity, index)
        for track in tracks
        if (index := track.index_at(step)) is not None
    ]
    parts = [histogram for histogram in found if histogram is not None]
    return merge(parts) if parts else None


def merged_over(
    tracks: Sequence[SeedTrack],
    layers: Sequence[str],
    quantity: Quantity,
    indices: Sequence[NDArray[np.intp]],
) -> list[Histogram]:
    """Return the histogram of all seeds at each of T steps of each layer, layer by layer.

    It is empty where no seed recorded the step. One count over keys ``place * 4096 + bin`` merges everything at once.

    Args:
        tracks: One a seed, at least one.
        layers: Names of L layers.
        quantity: What was measured.
        indices: For each track the frame index of each step, [T], -1 where it has none.
    """
    number = indices[0].size
    found: list[tuple[int, Histogram]] = []
    for track, frames in zip(tracks, indices, strict=True):
        for row, layer in enumerate(layers):
            found += track.histograms(layer, quantity, frames, first=row * number)
    if not found:
        return [_empty()] * (len(layers) * number)
    bins = np.concatenate([histogram.bins for _, histogram in found])
    sizes = [histogram.bins.size for _, histogram in found]
    starts = np.array([place for place, _ in found], np.int64) * NUM_BINS
    counts = np.concatenate([histogram.counts for _, histogram in found])
    return _split(bins + np.repeat(starts, sizes), counts, len(layers) * number)


def recorded_steps(tracks: Sequence[SeedTrack]) -> NDArray[np.int64]:
    """Return every step that some track recorded, ascending."""
    if not tracks:
        return np.empty(0, np.int64)
    return np.unique(np.concatenate([track.steps for track in tracks]))


def _split(keys: NDArray[np.int64], counts: NDArray[np.uint64], number: int) -> list[Histogram]:
    dense = np.bincount(keys, weights=counts, minlength=number * NUM_BINS)
    filled = np.flatnonzero(dense)
    bins, sums = (filled % NUM_BINS).astype(np.uint16), dense[filled].astype(np.uint64)
    cuts = np.searchsorted(filled, np.arange(number + 1) * NUM_BINS).tolist()
    return [Histogram(bins[a:b], sums[a:b]) for a, b in pairwise(cuts)]


def _empty() -> Histogram:
    return Histogram(np.empty(0, np.uint16), np.empty(0, np.uint64))
