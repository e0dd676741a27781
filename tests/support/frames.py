"""Frames made by hand: no network, no training, every number chosen."""

from __future__ import annotations

import math

import numpy as np

from fanscope.frames import STATISTICS, Frame, Probe, Quantity
from fanscope.histogram import Histogram

QUANTITIES: tuple[Quantity, ...] = ("preactivation", "activation", "activation_gradient", "weight")


def make_frame(step: int, *, layers: int = 2, value: float = 1.0, loss: float = 2.0) -> Frame:
    """Return a frame whose every statistic is ``value`` times one plus the step."""
    probes = tuple(
        Probe(f"main.{layer}", quantity) for layer in range(layers) for quantity in QUANTITIES
    )
    statistics = np.full((len(probes), len(STATISTICS)), float(value * (1 + step)))
    statistics[:, STATISTICS.index("num_nonfinite")] = 0
    statistics[:, STATISTICS.index("target_ratio")] = math.nan
    bins = np.array([1000, 1016, 3000], np.uint16)
    histogram = Histogram(bins, np.array([1, 2 + step, 3], np.uint64))
    return Frame(
        step=step,
        loss=loss,
        accuracy=0.1,
        losses=np.array([loss], np.float32),
        probes=probes,
        statistics=statistics,
        histograms=(histogram,) * len(probes),
    )
