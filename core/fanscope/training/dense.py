"""Updates through autograd and torch.optim: any optimizer, plain networks and hypernetworks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.hypernetwork import ALWAYS, Context, compute_features, generate
from fanscope.probes import Pending
from fanscope.spec import Adam, AdamW, Momentum, OptimizerSpec, Sgd


class DenseUpdate:
    """Every trainable tensor gets its whole gradient, as in any other torch program.

    A head's gradient is as large as its kernel; where plain SGD is asked for and a step's gradients have rank
    one, :class:`~fanscope.training.factored.FactoredSgd` does without it.
    """

    def __init__(
        self, layout: NetworkLayout, optimizer: OptimizerSpec, tensors: Mapping[str, Tensor]
    ) -> None:
        """Take over the tensors."""
        self._layout = layout
        self._trainable = {name: tensor.requires_grad_() for name, tensor in tensors.items()}
        self._chosen = optimizer
        self._contexts: tuple[Context, ...] = (ALWAYS,)
        self._generated: list[dict[str, Tensor]] = []
        self._draws: list[dict[str, Tensor]] = []

    @cached_property
    def _optimizer(self) -> torch.optim.Optimizer:
        """Built at the first update: torch's compiler comes along, over a second and 200 MiB that step 0 can do without."""
        return build_optimizer(self._chosen, self._trainable.values())

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
        """Every tensor of the first draw's main network by name."""
        return self.draws[0]

    @property
    def draws(self) -> Sequence[Mapping[str, Tensor]]:
        """The main network of each draw; generated tensors are cut off from their graph."""
        if not self._draws:
            self._generate()
        return self._draws

    def condition(self, contexts: Sequence[Context]) -> None:
        """Say what the hypernetwork is told from now on: one context per draw."""
        if tuple(contexts) != self._contexts:
            self._contexts = tuple(contexts)
            self._draws = []

    def update(self, gradients: Sequence[Mapping[str, Tensor]]) -> None:
        """Pass the generated tensors' gradients on to the hypernetwork and step the optimizer."""
        num_draws = len(gradients)
        for tensor in self._layout.main_trainable:
            of_draws = [gradient[tensor.name] for gradient in gradients]
            mean = of_draws[0] if num_draws == 1 else torch.stack(of_draws).mean(0)
            self._trainable[tensor.name].grad = mean
        generated = [t for draw in self._generated for t in draw.values()]
        if generated:
            torch.autograd.backward(
                generated,
                [
                    gradient[name] / num_draws
                    for draw, gradient in zip(self._generated, gradients, strict=True)
                    for name in draw
                ],
            )
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._draws = []

    def _generate(self) -> None:
        own = {tensor.name: self._trainable[tensor.name] for tensor in self._layout.main_trainable}
        self._generated = [self._generate_from(context) for context in self._contexts]
        self._draws = [
            own | {name: t.detach().requires_grad_() for name, t in generated.items()}
            for generated in self._generated
        ]

    def _generate_from(self, context: Context) -> dict[str, Tensor]:
        if self._layout.hypernet is None:
            return {}
        features = compute_features(self._layout.hypernet, self._trainable, context)
        return generate(self._layout, self._trainable, features)


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
