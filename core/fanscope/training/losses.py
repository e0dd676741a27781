"""What is minimized: a mean over the batch of each example's own loss.

B examples, K outputs.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from fanscope.spec import Loss


def mean_loss(loss: Loss, outputs_BK: Tensor, labels: Tensor) -> Tensor:
    """Return the batch mean, which is what gradients are taken of.

    Args:
        loss: Which.
        outputs_BK: What the network says.
        labels: Classes, int64 [B], or numbers to predict, float32 [B, K].
    """
    if loss == "cross-entropy":
        return functional.cross_entropy(outputs_BK, labels)
    return functional.mse_loss(outputs_BK, _targets(outputs_BK, labels))


def example_losses(loss: Loss, outputs_BK: Tensor, labels: Tensor) -> Tensor:
    """Return each example's own loss, [B]; their mean is :func:`mean_loss`."""
    if loss == "cross-entropy":
        return functional.cross_entropy(outputs_BK, labels, reduction="none")
    return (outputs_BK - _targets(outputs_BK, labels)).square().mean(1)


def _targets(outputs_BK: Tensor, labels: Tensor) -> Tensor:
    """Return the numbers to predict; of classes, 1 for the right one and 0 for the others."""
    if labels.is_floating_point():
        return labels
    return functional.one_hot(labels, outputs_BK.shape[1]).to(outputs_BK.dtype)
