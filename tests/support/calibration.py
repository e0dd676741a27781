"""Networks drawn and calibrated on a batch of noise."""

from __future__ import annotations

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout, TableNode
from fanscope.networks import sample_network
from fanscope.networks.calibration import Batch, calibrate
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice


def first_batch(layout: NetworkLayout, *, size: int = 16, seed: int = 1) -> Batch:
    """Return noise as images or tokens, with random labels."""
    generator = torch.Generator().manual_seed(seed)
    node = layout.program[0]
    if isinstance(node, TableNode) and node.layer.kind == "embedding":
        rows = node.layer.weight.shape[0]
        inputs = torch.randint(rows, (size, *layout.input), generator=generator)
    else:
        inputs = torch.randn(size, *layout.input, generator=generator)
    return Batch(inputs, torch.randint(layout.output[0], (size,), generator=generator))


def calibrated(
    layout: NetworkLayout, choice: SchemeChoice, batch: Batch
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Return the tensors as they are drawn, and with their scales learned."""
    scheme = resolve(choice)
    generator = torch.Generator().manual_seed(0)
    drawn = sample_network(layout, scheme.assign(layout), generator=generator)
    return drawn, calibrate(layout, scheme, drawn, batch)
