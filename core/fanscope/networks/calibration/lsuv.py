"""Layer-sequential unit variance: each layer in turn rescaled until its outputs have variance 1.

Reference: mishkin2016all, algorithm 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.calibration.batch import Batch
from fanscope.networks.forward import forward

TOLERANCE = 0.01
"""How far from 1 a layer's output variance may stay."""
MOST_ITERATIONS = 10
"""Rescalings of one layer; one is enough where its bias is zero, as the outputs are proportional to the weight."""


@torch.no_grad()
def scale_to_unit_variance(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], batch: Batch
) -> dict[str, Tensor]:
    """Return the tensors with each weight divided by its outputs' standard deviation, input side first.

    A layer whose outputs are all equal or not finite stays as it is, and so does a table.
    """
    scaled = dict(tensors)
    for index, layer in enumerate(layout.layers):
        for _ in range(0 if layer.is_table else MOST_ITERATIONS):
            batch.pause()
            outputs = forward(layout.program, scaled, batch.inputs).preactivations[index]
            variance = outputs.double().var(correction=0).item()
            if not isfinite(variance) or variance == 0 or abs(variance - 1) < TOLERANCE:
                break
            scaled[layer.weight.name] = scaled[layer.weight.name] / variance**0.5
    return scaled
