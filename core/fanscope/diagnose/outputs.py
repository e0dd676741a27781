"""From whatever a module returns to a number that gradients flow back from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from fanscope.diagnose.batches import tensors_in
from fanscope.errors import ModuleError

Loss = Callable[..., Tensor]
"""Output to scalar, or output and targets to scalar."""


def differentiable(output: Any) -> list[Tensor]:
    """Return the floating-point tensors of an output that gradients flow back from."""
    return [
        t for t in tensors_in(output) if t.requires_grad and t.is_floating_point() and t.numel()
    ]


def loss_of(output: Any, loss: Loss | None, targets: Any, *, generator: torch.Generator) -> Tensor:
    """Return one number to differentiate.

    Without a loss it is ``sum(output * g)`` with g standard normal: it makes gradients measurable for any output,
    classes, regressions or features alike, and every number of the output counts the same; it says nothing about a loss.

    Raises:
        ModuleError: Nothing to differentiate, or a loss that is no scalar.
    """
    if loss is None:
        outputs = differentiable(output)
        if not outputs:
            raise ModuleError(_NOTHING)
        products = [(each.float() * _draw_like(each, generator)).sum() for each in outputs]
        return torch.stack(products).sum()
    value = loss(output) if targets is None else loss(output, targets)
    if not isinstance(value, Tensor) or value.numel() != 1:
        found = f"shape {list(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
        raise ModuleError(f"the loss must be one number, not {found}: take its mean")
    if not value.requires_grad:
        raise ModuleError(_NOTHING)
    return value.reshape(())


_NOTHING = (
    "the output holds no differentiable tensor: return a floating-point tensor that the weights have made, "
    "not one that was detached, rounded or turned into integers"
)


def _draw_like(values: Tensor, generator: torch.Generator) -> Tensor:
    return torch.randn(values.shape, generator=generator).to(values.device)
