"""The examples from which scales are learned, and the loss on them, fit to be differentiated twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import forward


def do_nothing() -> None:
    """Go on."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What scales are learned from.

    Attributes:
        inputs: Standardized, [batch, features].
        labels: Classes, int64 [batch].
        pause: Called before each pass through the network; what it raises ends the learning.
    """

    inputs: Tensor
    labels: Tensor
    pause: Callable[[], None] = do_nothing

    def loss(self, layout: NetworkLayout, tensors: Mapping[str, Tensor]) -> Tensor:
        """Return the mean cross-entropy, nothing dropped; attention by the kernel that has second derivatives."""
        self.pause()
        with sdpa_kernel(SDPBackend.MATH):
            logits = forward(layout.program, tensors, self.inputs).logits
        return functional.cross_entropy(logits, self.labels)
