"""MetaInit: norms of weights that make the gradient change as little as possible along itself.

Notation:
    g, H   gradient and Hessian of the loss
    GQ     gradient quotient, the mean of |(g - H g) / (g + eps sign(g)) - 1|: how much one unit step of
           gradient descent would change the gradient, relative to itself

Reference: dauphin2019metainit, eq. 1 and appendix.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.calibration.batch import Batch

EPSILON = 1e-5
MOMENTUM = 0.9


def learn_by_gradient_quotient(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], batch: Batch, *, steps: int, lr: float
) -> dict[str, Tensor]:
    """Return the tensors with the norms of all matrices learned: of all steps those with the least quotient.

    The norms move by signed gradients with momentum, as the authors' do; on one batch of the run's own data
    instead of on noise, so that nothing is drawn. It ends early where the quotient is not finite.
    """
    current = {name: tensor.clone().requires_grad_() for name, tensor in tensors.items()}
    matrices = {
        name: 0.0 for name, tensor in current.items() if tensor.dim() >= 2 and tensor.any().item()
    }
    best, least = dict(tensors), torch.inf
    for step in range(steps + 1):
        quotient = gradient_quotient(batch.loss(layout, current), list(current.values()))
        if not quotient.isfinite():
            break
        if quotient.item() < least:
            least = quotient.item()
            best = {name: tensor.detach().clone() for name, tensor in current.items()}
        if step < steps and matrices:
            _move_norms(quotient, current, matrices, lr=lr)
    return best


def gradient_quotient(loss: Tensor, tensors: list[Tensor]) -> Tensor:
    """Return GQ, fit to be differentiated again.

    Args:
        loss: Of one batch.
        tensors: All that are trained.
    """
    gradients = torch.autograd.grad(loss, tensors, create_graph=True, materialize_grads=True)
    half_square = 0.5 * sum((g.square().sum() for g in gradients), torch.zeros_like(loss))
    products = torch.autograd.grad(half_square, tensors, create_graph=True, materialize_grads=True)
    total = torch.zeros_like(loss)
    for gradient, product in zip(gradients, products, strict=True):
        away_from_zero = torch.where(gradient >= 0, EPSILON, -EPSILON)
        quotient = (gradient - product) / (gradient + away_from_zero)
        total = total + (quotient - 1.0).abs().sum()
    return total / sum(tensor.numel() for tensor in tensors)


def _move_norms(
    quotient: Tensor, current: Mapping[str, Tensor], velocities: dict[str, float], *, lr: float
) -> None:
    moved = [current[name] for name in velocities]
    slopes = torch.autograd.grad(quotient, moved, materialize_grads=True)
    with torch.no_grad():
        for name, matrix, slope in zip(list(velocities), moved, slopes, strict=True):
            direction = (matrix * slope).sum().sign().item()
            velocities[name] = MOMENTUM * velocities[name] - lr * direction
            norm = matrix.norm().item()
            matrix.mul_(max(norm + velocities[name], EPSILON) / norm)
