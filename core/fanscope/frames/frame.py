"""What is measured where, and one step of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fanscope.errors import NotFoundError
from fanscope.histogram import Histogram

Quantity = Literal[
    "preactivation",
    "activation",
    "activation_gradient",
    "weight",
    "weight_gradient",
    "update",
    "generated_weight",
    "generated_bias",
    "task_loss",
]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)

Statistic = Literal[
    "count",
    "mean",
    "var",
    "second_moment",
    "min",
    "max",
    "zero_fraction",
    "saturated_fraction",
    "dead_fraction",
    "num_nonfinite",
    "between_input_var",
    "mean_cosine",
    "update_ratio",
    "target_ratio",
]
STATISTICS: tuple[Statistic, ...] = get_args(Statistic)
"""Columns of :attr:`Frame.statistics`, in order.

``activation_gradient`` is the gradient of one example's loss with respect to a pre-activation: the
batch-mean gradient times the batch size, so that it does not depend on the batch size.
``task_loss`` is what each test example of a task loses; its layer is the task, ``task.0``, ``task.1``, ...
``update_ratio`` is std(update) / std(tensor); ``target_ratio`` is std(generated tensor) / the
standard deviation that its layer asks for (Chang et al. 2020, section 3).
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """A named place in the network and a quantity measured there, e.g. ``main.0`` ``preactivation``."""

    layer: str
    quantity: Quantity


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Every measurement of one run at one step, taken before that step's update.

    Attributes:
        step: 0 is before the first update.
        loss: Batch loss at this step, may be non-finite.
        accuracy: Fraction of the batch that is classified rightly; NaN where there are no classes.
        losses: Batch losses of the steps after the previous frame up to and with this one, float32;
            the frames of a run together give the loss at every step.
        probes: What was measured, in forward order; the same in all frames of a run.
        statistics: float64 [len(probes), len(STATISTICS)]; NaN where a statistic does not apply.
        histograms: One per probe.
    """

    step: int
    loss: float
    accuracy: float
    losses: NDArray[np.float32]
    probes: tuple[Probe, ...]
    statistics: NDArray[np.float64]
    histograms: Sequence[Histogram]

    def statistic(self, layer: str, quantity: Quantity, statistic: Statistic) -> float:
        """Return one number.

        Raises:
            NotFoundError: Nothing was measured there.
        """
        row = find_probe(self.probes, layer, quantity)
        return float(self.statistics[row, STATISTICS.index(statistic)])


def find_probe(probes: Sequence[Probe], layer: str, quantity: Quantity) -> int:
    """Return the index of a probe.

    Raises:
        NotFoundError: Nothing was measured there.
    """
    try:
        return probes.index(Probe(layer, quantity))
    except ValueError:
        raise NotFoundError(f"nothing was measured as {quantity} of layer {layer!r}") from None
