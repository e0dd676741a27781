"""Collect the measurements of one step and make a frame of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from fanscope.frames import STATISTICS, Frame, Probe, Quantity
from fanscope.probes.pending import Pending, finish, start
from fanscope.spec import Activation

_PER_INPUT = frozenset({"preactivation", "activation"})


class _Observation(NamedTuple):
    probe: Probe
    pending: Pending
    target_std: float


class FrameRecorder:
    """Measures named tensors of one step at a time.

    Call :meth:`observe` for each tensor, then :meth:`frame`, which also empties the recorder::

        recorder = FrameRecorder()
        recorder.observe("main.0", "preactivation", y)
        recorder.observe("main.0", "activation", x, activation="tanh")
        recorder.observe("main.0", "activation_gradient", y_grad * batch_size)
        recorder.observe("main.0", "weight", w)
        recorder.observe("main.0", "weight_gradient", w.grad)
        recorder.observe("main.0", "update", w_after, minus=w_before)
        frame = recorder.frame(step=0, loss=loss, accuracy=accuracy, losses=[loss])

    Tensors are measured at once and not kept; on an accelerator nothing waits for the device before
    :meth:`frame`, which copies all numbers together. Tensors, gradients and random states are left alone.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._observations: list[_Observation] = []

    def observe(
        self,
        layer: str,
        quantity: Quantity,
        values: Tensor,
        *,
        minus: Tensor | None = None,
        activation: Activation | None = None,
        target_std: float = math.nan,
        per_input: bool | None = None,
    ) -> None:
        """Measure one tensor.

        Args:
            layer: Name of the layer, e.g. ``main.0``.
            quantity: What the values are. Pre-activations and activations have the inputs of the batch
                first; for them the differences between inputs are measured too.
            values: The tensor, any shape and real dtype.
            minus: Measure ``values - minus``, same shape, e.g. a weight minus what it was: cheaper
                than to make the difference first.
            activation: For activations, the function that made them: ``tanh`` and ``sigmoid`` ask for the saturated
                fraction, ``relu`` for the fraction of dead units.
            target_std: For generated tensors, the standard deviation that the layer asks for.
            per_input: Whether the inputs of the batch come first; None says so for pre-activations and activations.
        """
        compared = quantity in _PER_INPUT if per_input is None else per_input
        pending = start(values, minus=minus, per_input=compared, activation=activation)
        self._observations.append(_Observation(Probe(layer, quantity), pending, target_std))

    def place(self, layer: str, quantity: Quantity, pending: Pending) -> None:
        """Put in what was measured elsewhere, of a tensor that is not held any more."""
        self._observations.append(_Observation(Probe(layer, quantity), pending, math.nan))

    def forget(self, layer: str, quantity: Quantity) -> None:
        """Drop what was observed of a probe for the next frame, so that it can be observed anew."""
        gone = Probe(layer, quantity)
        self._observations = [each for each in self._observations if each.probe != gone]

    def frame(self, *, step: int, loss: float, accuracy: float, losses: ArrayLike) -> Frame:
        """Return everything observed since the last frame, in that order.

        The update ratio of a layer compares its ``update`` with its ``weight``, or with its
        ``generated_weight`` where it has no weight of its own, observed for the same frame.

        Args:
            step: Steps done before this one.
            loss: Batch loss at this step.
            accuracy: Fraction of the batch that is classified rightly.
            losses: Losses of the steps after the previous frame, up to and with this one.
        """
        observations, self._observations = self._observations, []
        statistics, histograms = finish([observation.pending for observation in observations])
        _fill_ratios(statistics, observations)
        return Frame(
            step=step,
            loss=float(loss),
            accuracy=float(accuracy),
            losses=np.asarray(losses, np.float32),
            probes=tuple(observation.probe for observation in observations),
            statistics=statistics,
            histograms=histograms,
        )


def _fill_ratios(statistics: NDArray[np.float64], observations: list[_Observation]) -> None:
    std = np.sqrt(statistics[:, STATISTICS.index("var")])
    rows = {observation.probe: row for row, observation in enumerate(observations)}
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics[:, STATISTICS.index("target_ratio")] = std / [o.target_std for o in observations]
        for probe, row in rows.items():
            base = rows.get(
                Probe(probe.layer, "weight"), rows.get(Probe(probe.layer, "generated_weight"))
            )
            if probe.quantity == "update" and base is not None:
                statistics[row, STATISTICS.index("update_ratio")] = std[row] / std[base]
