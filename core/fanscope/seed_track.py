"""One run's frames, indexed for quick reading: figures ask the same track hundreds of questions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fanscope.frames import STATISTICS, Quantity, Statistic, Track
from fanscope.histogram import Histogram

NONFINITE = STATISTICS.index("num_nonfinite")


class SeedTrack:
    """The track of one seed; what was not measured is NaN or None, never an error."""

    def __init__(self, track: Track) -> None:
        """Index the track's probes."""
        self.steps = track.steps
        self._track = track
        self._rows = {(probe.layer, probe.quantity): i for i, probe in enumerate(track.probes)}

    def index_at(self, step: int) -> int | None:
        """Return the index of the last frame not later than ``step``."""
        index = int(np.searchsorted(self.steps, step, side="right")) - 1
        return index if index >= 0 else None

    def indices_of(self, steps: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the frame index of each step, -1 where it was not recorded."""
        found = np.searchsorted(self.steps, steps)
        inside = np.minimum(found, self.steps.size - 1)
        return np.where(self.steps[inside] == steps, inside, -1)

    def has(self, layer: str, quantity: Quantity) -> bool:
        """Return whether the probe was measured."""
        return (layer, quantity) in self._rows

    def histogram(self, layer: str, quantity: Quantity, index: int) -> Histogram | None:
        """Return a probe's histogram in one frame."""
        row = self._rows.get((layer, quantity))
        return None if row is None else self._track.histograms[index][row]

    def histograms(
        self, layer: str, quantity: Quantity, indices: NDArray[np.intp], *, first: int = 0
    ) -> list[tuple[int, Histogram]]:
        """Return a probe's histograms with their places in ``indices``, counted from ``first``.

        Frame index -1 is left out.
        """
        row = self._rows.get((layer, quantity))
        if row is None:
            return []
        frames = self._track.histograms
        return [
            (place, frames[index][row])
            for place, index in enumerate(indices.tolist(), first)
            if index >= 0
        ]

    def finite_part(
        self, layer: str, quantity: Quantity, statistic: Statistic
    ) -> NDArray[np.float64]:
        """Return a statistic of the finite data over the frames, [T]."""
        row = self._rows.get((layer, quantity))
        if row is None:
            return np.full(len(self.steps), np.nan)
        return self._track.statistics[:, row, STATISTICS.index(statistic)]

    def column(self, layer: str, quantity: Quantity, statistic: Statistic) -> NDArray[np.float64]:
        """Return a statistic over the frames, [T]; infinite wherever any datum was non-finite."""
        row = self._rows.get((layer, quantity))
        if row is None:
            return np.full(len(self.steps), np.nan)
        broken = self._track.statistics[:, row, NONFINITE] > 0
        return np.where(broken, np.inf, self.finite_part(layer, quantity, statistic))

    @property
    def losses(self) -> NDArray[np.float32]:
        """Loss at every step 0..last."""
        return self._track.losses
