"""Measure one tensor: the numbers of one probe in one frame."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from fanscope.frames import STATISTICS, Statistic
from fanscope.histogram import Histogram
from fanscope.probes.pending import finish, start
from fanscope.spec import Activation


class Measurement(NamedTuple):
    """The numbers of one probe: a row of :data:`~fanscope.frames.STATISTICS` and a histogram."""

    row: NDArray[np.float64]
    histogram: Histogram

    def statistic(self, name: Statistic) -> float:
        """Return one number of the row."""
        return float(self.row[STATISTICS.index(name)])


def measure(
    values: Tensor, *, per_input: bool = False, activation: Activation | None = None
) -> Measurement:
    """Measure one tensor of any shape and real dtype; empty ones too.

    The tensor, its gradient and every random state are left alone. Statistics and
    counts are exact.

    Args:
        values: What to measure. Non-finite values are counted and kept out of all other numbers.
        per_input: The first dimension is the inputs of a batch: measure how they differ.
        activation: The function that made the values: ``tanh`` asks for the saturated fraction,
            ``relu`` (with ``per_input``) for the fraction of dead units.
    """
    statistics, histograms = finish([start(values, per_input=per_input, activation=activation)])
    return Measurement(statistics[0], histograms[0])
