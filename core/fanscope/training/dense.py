"""Updates through autograd and torch.optim: any optimizer, plain networks and hypernetworks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.hypernetwork import compute_features, generate
from fanscope.spec import Adam, AdamW, Momentum, OptimizerSpec, Sgd


class DenseUpdate:
    """Every trainable tensor gets its whole gradient, as in any other torch program.

    A head's gradient is as large as its kernel; where plain SGD is asked for,
    :class:`~fanscope.training.factored.FactoredSgd` does without it.
    """

    def __init__(
        self, layout: NetworkLayout, optimizer: OptimizerSpec, tensors: Mapping[str, Tensor]
    ) -> None:
        """Take over the tensors and generate the main network's from them."""
        self._layout = layout
        self._trainable = {name: tensor.requires_grad_() for name, tensor in tensors.items()}
        self._optimizer = build_optimizer(optimizer, self._trainable.values())
        self._generated: dict[str, Tensor] = {}
        self._main: dict[str, Tensor] = {}
        self._regenerate()

    @property
    def trainable(self) -> Mapping[str, Tensor]:
        """Every trainable tensor by name."""
        return self._trainable

    @property
    def main(self) -> Mapping[str, Tensor]:
        """Every tensor of the main network by name; generated ones are cut off from their graph."""
        return self._main

    def update(self, gradients: Mapping[str, Tensor]) -> None:
        """Pass the generated tensors' gradients on to the hypernetwork and step the optimizer."""
        for tensor in self._layout.main_trainable:
            self._trainable[tensor.name].grad = gradients[tensor.name]
        if self._generated:
            torch.autograd.backward(
                list(self._generated.values()), [gradients[name] for name in self._generated]
            )
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._regenerate()

    def _regenerate(self) -> None:
        if self._layout.hypernet is not None:
            features = compute_features(self._layout.hypernet, self._trainable)
            self._generated = generate(self._layout, self._trainable, features)
        self._main = {
            **{tensor.name: self._trainable[tensor.name] for tensor in self._layout.main_trainable},
            **{name: t.detach().requires_grad_() for name, t in self._generated.items()},
        }


def build_optimizer(spec: OptimizerSpec, tensors: Iterable[Tensor]) -> torch.optim.Optimizer:
    """Return torch's optimizer for a spec."""
    match spec:
        case Sgd(lr=lr):
            return torch.optim.SGD(tensors, lr=lr)
        case Momentum(lr=lr, momentum=momentum):
            return torch.optim.SGD(tensors, lr=lr, momentum=momentum)
        case Adam(lr=lr, beta1=beta1, beta2=beta2):
            return torch.optim.Adam(tensors, lr=lr, betas=(beta1, beta2))
        case AdamW(lr=lr, beta1=beta1, beta2=beta2, weight_decay=decay):
            return torch.optim.AdamW(tensors, lr=lr, betas=(beta1, beta2), weight_decay=decay)
