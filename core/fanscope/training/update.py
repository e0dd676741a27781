"""What the training loop asks of a rule that updates the trainable tensors.

The loop sees the main network's tensors only, generated or not, as leaves of the graph; how their
gradients reach the hypernetwork is each rule's own affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.spec import OptimizerSpec, Sgd
from fanscope.training.dense import DenseUpdate
from fanscope.training.factored import FactoredSgd


class UpdateRule(Protocol):
    """The trainable tensors of one run, and the rule that moves them."""

    @property
    def trainable(self) -> Mapping[str, Tensor]:
        """Every trainable tensor by name, as it is now; updated in place."""

    @property
    def main(self) -> Mapping[str, Tensor]:
        """Every tensor of the main network by name, as it is now: leaves that require a gradient.

        Generated tensors are new objects after each update, the main network's own ones are
        updated in place.
        """

    def update(self, gradients: Mapping[str, Tensor]) -> None:
        """Make one step, given the loss's gradient for each tensor of :attr:`main`."""


def choose_update_rule(
    layout: NetworkLayout, optimizer: OptimizerSpec, tensors: Mapping[str, Tensor]
) -> UpdateRule:
    """Return the fastest rule that does what ``optimizer`` asks; it takes the tensors over."""
    if isinstance(optimizer, Sgd) and layout.hypernet is not None:
        return FactoredSgd(layout, layout.hypernet, tensors, lr=optimizer.lr)
    return DenseUpdate(layout, optimizer, tensors)
