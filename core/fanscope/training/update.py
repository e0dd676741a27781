"""What the training loop asks of a rule that updates the trainable tensors.

The loop sees the main network's tensors only, generated or not, as leaves of the graph; how their
gradients reach the hypernetwork is each rule's own affair. Where noise conditions a hypernetwork, one step
has several main networks, one per draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.hypernetwork import Context
from fanscope.probes import Pending
from fanscope.spec import OptimizerSpec, Sgd
from fanscope.training.dense import DenseUpdate
from fanscope.training.factored import FactoredSgd


class UpdateRule(Protocol):
    """The trainable tensors of one run, and the rule that moves them."""

    @property
    def trainable(self) -> Mapping[str, Tensor]:
        """Every trainable tensor by name, as it is now; updated in place."""

    @property
    def measured(self) -> Mapping[str, Pending]:
        """What was measured of trainable tensors that are not held any more, by name."""

    @property
    def main(self) -> Mapping[str, Tensor]:
        """Every tensor of the first draw's main network by name, as it is now: leaves that require a gradient.

        Generated tensors are new objects after each update, the main network's own ones are
        updated in place.
        """

    @property
    def draws(self) -> Sequence[Mapping[str, Tensor]]:
        """The main network of each draw; they share the tensors that are not generated."""

    def condition(self, contexts: Sequence[Context]) -> None:
        """Say what the hypernetwork is told from now on: one context per draw."""

    def update(self, gradients: Sequence[Mapping[str, Tensor]]) -> None:
        """Make one step by the mean over the draws, given each draw's gradients for its main network."""


def choose_update_rule(
    layout: NetworkLayout, optimizer: OptimizerSpec, tensors: Mapping[str, Tensor]
) -> UpdateRule:
    """Return the fastest rule that does what ``optimizer`` asks; it takes the tensors over."""
    if isinstance(optimizer, Sgd) and layout.hypernet is not None and layout.hypernet.is_rank_one:
        return FactoredSgd(layout, layout.hypernet, tensors, lr=optimizer.lr)
    return DenseUpdate(layout, optimizer, tensors)
