"""Plain SGD for hypernetworks without ever building a head's gradient.

A head generates W = H h + beta (flat, [N]) from features h [d_k]. With g = dL/dW [N], one number
per generated weight, the chain rule gives

    dL/dH = g h^T (rank one, [N, d_k]),   dL/dbeta = g,   dL/dh = H^T g,

so that SGD's step H <- H - lr g h^T is one rank-one update in place. Autograd would write g h^T
to memory and read it back: several times the traffic of the kernel itself, which is what bounds
the speed (for 784-500x5-10 and 50 features H has 70 million values).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from fanscope.layout import HeadLayout, HypernetLayout, NetworkLayout
from fanscope.networks.hypernetwork import ALWAYS, Context, compute_features, generate
from fanscope.probes import Pending


class FactoredSgd:
    """Plain SGD on a hypernetwork; equal to autograd and ``torch.optim.SGD`` up to rounding."""

    def __init__(
        self,
        layout: NetworkLayout,
        hypernet: HypernetLayout,
        tensors: Mapping[str, Tensor],
        *,
        lr: float,
    ) -> None:
        """Take over the tensors; ``hypernet.is_rank_one`` must hold."""
        self._layout = layout
        self._hypernet = hypernet
        self._lr = lr
        self._trainable = dict(tensors)
        self._before_heads = [
            self._trainable[tensor.name].requires_grad_() for tensor in hypernet.before_heads
        ]
        self._context = ALWAYS
        self._features = torch.empty(0)
        self._main: dict[str, Tensor] = {}

    @property
    def trainable(self) -> Mapping[str, Tensor]:
        """Every trainable tensor by name."""
        return self._trainable

    @property
    def measured(self) -> Mapping[str, Pending]:
        """Nothing: every tensor is held."""
        return {}

    @property
    def main(self) -> Mapping[str, Tensor]:
        """Every tensor of the main network by name."""
        if not self._main:
            self._generate()
        return self._main

    @property
    def draws(self) -> Sequence[Mapping[str, Tensor]]:
        """The main network, alone."""
        return (self.main,)

    def condition(self, contexts: Sequence[Context]) -> None:
        """Say what the hypernetwork is told from now on."""
        (context,) = contexts
        if context != self._context:
            self._context, self._main = context, {}

    def update(self, gradients: Sequence[Mapping[str, Tensor]]) -> None:
        """Move heads by rank-one updates, codes and trunk by their ordinary gradient."""
        (of,) = gradients
        features = self._features.detach()
        feature_gradients = torch.zeros_like(features)
        with torch.no_grad():
            for head in self._layout.all_heads:
                flat = of[head.target.name].flatten()
                feature_gradients[head.row] += self._move_head(head, flat, features[head.row])
            for tensor in self._layout.main_trainable:
                self._trainable[tensor.name].sub_(of[tensor.name], alpha=self._lr)
        self._move_what_precedes_the_heads(feature_gradients)
        self._main = {}

    def _move_head(self, head: HeadLayout, gradient: Tensor, features: Tensor) -> Tensor:
        """Move one head and return its share of the features' gradient, taken before the move."""
        kernel = self._trainable[head.kernel.name]
        feature_gradient = torch.mv(kernel.T, gradient)
        kernel.addr_(gradient, features, alpha=-self._lr)
        if head.offset is not None:
            self._trainable[head.offset.name].sub_(gradient, alpha=self._lr)
        if head.base is not None:
            base = self._trainable[head.base.name]
            base.sub_(gradient.view_as(base), alpha=self._lr)
        return feature_gradient

    def _move_what_precedes_the_heads(self, feature_gradients: Tensor) -> None:
        if not self._before_heads:
            return
        # The same as grad_outputs=feature_gradients, for which torch imports sympy: a second or two.
        product = (self._features * feature_gradients).sum()
        gradients = torch.autograd.grad(product, self._before_heads, allow_unused=True)
        with torch.no_grad():
            for tensor, gradient in zip(self._before_heads, gradients, strict=True):
                if gradient is not None:  # the code of another task has none
                    tensor.sub_(gradient, alpha=self._lr)

    def _generate(self) -> None:
        self._features = compute_features(self._hypernet, self._trainable, self._context)
        with torch.no_grad():
            generated = generate(self._layout, self._trainable, self._features)
        own = {tensor.name: self._trainable[tensor.name] for tensor in self._layout.main_trainable}
        self._main = {name: tensor.requires_grad_() for name, tensor in (own | generated).items()}
