"""The main network's forward pass, with everything that probes look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import LayerLayout
from fanscope.spec import Activation

_ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "linear": lambda values: values,
}


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What flowed through the main network for one batch, layer by layer.

    Attributes:
        preactivations: y = W x + b, each [batch, fan_out].
        activations: phi(y), each [batch, fan_out]; the output layer is linear, so its two are one.
    """

    preactivations: tuple[Tensor, ...]
    activations: tuple[Tensor, ...]

    @property
    def logits(self) -> Tensor:
        """Output of the last layer, [batch, classes]."""
        return self.activations[-1]


def forward(
    layers: tuple[LayerLayout, ...], tensors: Mapping[str, Tensor], inputs: Tensor
) -> Trace:
    """Run the main network over a batch of inputs [batch, features]."""
    preactivations, activations = [], []
    flowing = inputs
    for layer in layers:
        bias = None if layer.bias is None else tensors[layer.bias.name]
        preactivation = functional.linear(flowing, tensors[layer.weight.name], bias)
        flowing = apply_activation(layer.activation, preactivation)
        preactivations.append(preactivation)
        activations.append(flowing)
    return Trace(tuple(preactivations), tuple(activations))


def apply_activation(activation: Activation, values: Tensor) -> Tensor:
    """Return the activation function of ``values``."""
    return _ACTIVATIONS[activation](values)
