"""Calibration [torch]: scales learned from a run's first batch, for schemes whose draw is only a beginning.

Deterministic: nothing is drawn here, so one seed gives the same tensors whether a run is recorded or not.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.calibration.batch import Batch, do_nothing
from fanscope.networks.calibration.gradinit import learn_by_first_step
from fanscope.networks.calibration.lsuv import scale_to_unit_variance
from fanscope.networks.calibration.metainit import learn_by_gradient_quotient
from fanscope.schemes import Scheme
from fanscope.schemes.calibrated import GradInit, Lsuv, MetaInit

__all__ = ["Batch", "calibrate", "do_nothing"]


def calibrate(
    layout: NetworkLayout, scheme: Scheme, tensors: Mapping[str, Tensor], batch: Batch
) -> dict[str, Tensor]:
    """Return a drawn network with its scales learned; as it is where the scheme learns none.

    Args:
        layout: An ordinary network.
        scheme: The scheme that it was drawn by.
        tensors: Every trainable tensor by name; left alone.
        batch: What the run sees first.
    """
    match scheme:
        case Lsuv():
            return scale_to_unit_variance(layout, tensors, batch)
        case MetaInit(steps=steps, lr=lr):
            return learn_by_gradient_quotient(layout, tensors, batch, steps=int(steps), lr=lr)
        case GradInit(steps=steps, lr=lr):
            return learn_by_first_step(layout, tensors, batch, steps=int(steps), lr=lr)
        case _:
            return dict(tensors)
