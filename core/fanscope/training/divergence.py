"""Where a run stopped being a number."""

from __future__ import annotations

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import Trace


def find_divergence(layout: NetworkLayout, trace: Trace, loss: Tensor) -> str | None:
    """Return the first layer with a non-finite value, None if everything is finite.

    Where all values are finite and only the loss is not, it is the output layer. Activations need
    no look of their own: tanh, ReLU and the identity of finite numbers are finite.
    """
    sums = torch.stack([values.detach().sum() for values in (*trace.preactivations, loss)])
    if sums.isfinite().all():
        return None
    for layer, values in zip(layout.layers, trace.preactivations, strict=True):
        if not values.isfinite().all():
            return layer.name
    return None if loss.isfinite() else layout.layers[-1].name
