"""The examples from which scales are learned, and the loss on them, fit to be differentiated twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import forward


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Standardized inputs [batch, features] and labels [batch]."""

    inputs: Tensor
    labels: Tensor

    def loss(self, layout: NetworkLayout, tensors: Mapping[str, Tensor]) -> Tensor:
        """Return the mean cross-entropy, nothing dropped; attention by the kernel that has second derivatives."""
        with sdpa_kernel(SDPBackend.MATH):
            logits = forward(layout.program, tensors, self.inputs).logits
        return functional.cross_entropy(logits, self.labels)
