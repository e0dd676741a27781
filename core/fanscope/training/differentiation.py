"""One backward pass: the gradients that the update needs and those that the probes show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from fanscope.networks.forward import Trace


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Derivatives of a batch's mean loss.

    Attributes:
        tensors: For each tensor of the main network, by name.
        preactivations: For each layer, [batch, fan_out]; each row is the gradient of that example's
            own loss divided by the batch size.
    """

    tensors: Mapping[str, Tensor]
    preactivations: tuple[Tensor, ...]


def differentiate(loss: Tensor, main: Mapping[str, Tensor], trace: Trace) -> Gradients:
    """Return the gradients of a batch-mean loss.

    The same derivatives are asked for whether they are recorded or not, so that recording cannot
    change the arithmetic of a run.
    """
    found = torch.autograd.grad(loss, [*main.values(), *trace.preactivations])
    return Gradients(dict(zip(main, found, strict=False)), found[len(main) :])
