"""GradInit: one scale a tensor, learned so that the first step of gradient descent counts most.

Notation:
    theta, m   drawn tensors and their scales
    g          gradient of the loss at m theta
    eta        length of the step that is looked ahead

Reference: zhu2021gradinit, eq. 1 and algorithm 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.calibration.batch import Batch

LARGEST_NORM = 1.0
"""gamma: a gradient longer than this is shortened before the look ahead counts."""
LEARNING_RATE = 0.01
SMALLEST_SCALE = 0.01


class Outlook(NamedTuple):
    """What the first step would do: the gradient's norm and the loss behind a step of length eta along it."""

    norm: Tensor
    loss: Tensor

    @property
    def rank(self) -> tuple[float, float]:
        """Smaller is better: first the norm's excess over its bound, then the loss."""
        return max(0.0, self.norm.item() - LARGEST_NORM), self.loss.item()

    @property
    def is_finite(self) -> bool:
        """Whether both numbers are."""
        return bool(self.norm.isfinite() and self.loss.isfinite())


def learn_by_first_step(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], batch: Batch, *, steps: int, lr: float
) -> dict[str, Tensor]:
    """Return the tensors times their learned scales, at least 0.01: of all steps those with the best outlook.

    The look ahead is on the batch of the gradient itself, where the authors' shares half of its examples.
    It ends early where the outlook is not finite.
    """
    first = next(iter(tensors.values()))
    scales = torch.ones(len(tensors), dtype=first.dtype, device=first.device, requires_grad=True)
    optimizer = torch.optim.Adam([scales], lr=LEARNING_RATE)
    best, least = dict(tensors), (torch.inf, torch.inf)
    for step in range(steps + 1):
        scaled = {
            name: scale * tensor
            for scale, (name, tensor) in zip(scales.unbind(), tensors.items(), strict=True)
        }
        outlook = look_ahead(layout, scaled, batch, lr=lr)
        if not outlook.is_finite:
            break
        if outlook.rank < least:
            least = outlook.rank
            best = {name: tensor.detach() for name, tensor in scaled.items()}
        if step < steps:
            _move_scales(outlook, scales, optimizer)
    return best


def look_ahead(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], batch: Batch, *, lr: float
) -> Outlook:
    """Return what a step of length ``lr`` along the gradient would do, fit to be differentiated.

    Args:
        layout: The network.
        tensors: Every trainable tensor by name, part of a graph.
        batch: The examples of gradient and loss.
        lr: eta.
    """
    gradients = torch.autograd.grad(
        batch.loss(layout, tensors),
        list(tensors.values()),
        create_graph=True,
        materialize_grads=True,
    )
    squares = torch.stack([gradient.square().sum() for gradient in gradients])
    norm = squares.sum().sqrt()
    behind = {
        name: tensor - lr * gradient / norm
        for (name, tensor), gradient in zip(tensors.items(), gradients, strict=True)
    }
    return Outlook(norm, batch.loss(layout, behind))


def _move_scales(outlook: Outlook, scales: Tensor, optimizer: torch.optim.Optimizer) -> None:
    objective = outlook.norm if outlook.norm.item() > LARGEST_NORM else outlook.loss
    slopes = torch.autograd.grad(objective, scales)[0]
    scales.grad = slopes.nan_to_num().clamp(-1.0, 1.0)
    optimizer.step()
    with torch.no_grad():
        scales.clamp_(min=SMALLEST_SCALE)
