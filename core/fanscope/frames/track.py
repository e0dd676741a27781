"""All frames of one run, stacked by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.frames.frame import STATISTICS, Frame, Probe, Quantity, Statistic, find_probe
from fanscope.histogram import Histogram, quantiles


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """All frames of one run, stacked by step: what figures and exports read.

    Attributes:
        steps: int64 [T], ascending.
        probes: Probe table, P entries.
        statistics: float64 [T, P, len(STATISTICS)].
        histograms: [T][P]; those of stored frames are decompressed when first asked for.
        losses: float32, the loss at every step 0..last.
    """

    steps: NDArray[np.int64]
    probes: tuple[Probe, ...]
    statistics: NDArray[np.float64]
    histograms: tuple[Sequence[Histogram], ...]
    losses: NDArray[np.float32]

    @classmethod
    def from_frames(cls, frames: Iterable[Frame]) -> Track:
        """Stack the frames of one run, steps ascending.

        Raises:
            ValueError: No frames, different probes, or steps that do not ascend.
        """
        stack = tuple(frames)
        if not stack:
            raise ValueError("a track needs at least one frame")
        return _empty(stack[0].probes).extend(stack)

    def append(self, frame: Frame) -> Track:
        """Return the track with one later frame; this one is left as it is."""
        return self.extend((frame,))

    def extend(self, frames: Iterable[Frame]) -> Track:
        """Return the track with later frames of the same run; this one is left as it is.

        Raises:
            ValueError: Different probes, or steps that do not ascend.
        """
        new = tuple(frames)
        if not new:
            return self
        for frame in new:
            if frame.probes is not self.probes and frame.probes != self.probes:
                raise ValueError(f"frame {frame.step} measures other probes than its run")
        steps = np.concatenate([self.steps, [frame.step for frame in new]])
        if np.any(np.diff(steps) <= 0):
            raise ValueError(f"the steps of a run must ascend, got {steps.tolist()}")
        return Track(
            steps=steps,
            probes=self.probes,
            statistics=np.concatenate([self.statistics, [frame.statistics for frame in new]]),
            histograms=(*self.histograms, *(frame.histograms for frame in new)),
            losses=np.concatenate([self.losses, *(frame.losses for frame in new)]),
        )

    def probe_index(self, layer: str, quantity: Quantity) -> int:
        """Return the index of a probe in :attr:`probes`.

        Raises:
            NotFoundError: Nothing was measured there.
        """
        return find_probe(self.probes, layer, quantity)

    def layers(self, quantity: Quantity) -> tuple[str, ...]:
        """Return the layers where a quantity was measured, in forward order."""
        return tuple(probe.layer for probe in self.probes if probe.quantity == quantity)

    def statistic(
        self, layer: str, quantity: Quantity, statistic: Statistic
    ) -> NDArray[np.float64]:
        """Return one statistic of one probe over the steps, [T].

        Raises:
            NotFoundError: Nothing was measured there.
        """
        column = STATISTICS.index(statistic)
        return self.statistics[:, self.probe_index(layer, quantity), column]

    def histogram(self, layer: str, quantity: Quantity, index: int) -> Histogram:
        """Return the histogram of one probe at the ``index``-th recorded step.

        Raises:
            NotFoundError: Nothing was measured there.
        """
        return self.histograms[index][self.probe_index(layer, quantity)]

    def quantiles(
        self, layer: str, quantity: Quantity, probabilities: ArrayLike
    ) -> NDArray[np.float64]:
        """Return quantiles of one probe over the steps, [T, len(probabilities)].

        Raises:
            NotFoundError: Nothing was measured there.
        """
        row = self.probe_index(layer, quantity)
        return quantiles([frame[row] for frame in self.histograms], probabilities)


def _empty(probes: tuple[Probe, ...]) -> Track:
    return Track(
        steps=np.empty(0, np.int64),
        probes=probes,
        statistics=np.empty((0, len(probes), len(STATISTICS))),
        histograms=(),
        losses=np.empty(0, np.float32),
    )
