"""Activation functions on torch tensors."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.activation_functions import LEAKY_SLOPE
from fanscope.spec import Activation

_ACTIVATIONS: dict[Activation, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "leaky-relu": lambda values: functional.leaky_relu(values, LEAKY_SLOPE),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "sine": torch.sin,
    "linear": lambda values: values,
}


def apply_activation(activation: Activation, values: Tensor, *, frequency: float = 1.0) -> Tensor:
    """Return phi(frequency * values)."""
    return _ACTIVATIONS[activation](values if frequency == 1.0 else frequency * values)
