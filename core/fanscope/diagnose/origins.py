"""Where a tensor on its way through the network comes from: the layer behind it and the activation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor
from torch.utils.weak import WeakTensorKeyDictionary

from fanscope.spec import Activation

ACTIVATIONS: dict[str, Activation] = {
    "relu": "relu",
    "relu_": "relu",
    "leaky_relu": "leaky-relu",
    "leaky_relu_": "leaky-relu",
    "tanh": "tanh",
    "tanh_": "tanh",
    "sigmoid": "sigmoid",
    "sigmoid_": "sigmoid",
    "gelu": "gelu",
    "silu": "silu",
    "silu_": "silu",
    "softplus": "softplus",
    "sin": "sine",
    "sin_": "sine",
}
"""Functions of torch by name; those of which Fanscope knows no gain are not here."""
NORMS = frozenset({"batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm"})
PASSING = frozenset(
    {"dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout"}
    | {"flatten", "view", "reshape", "permute", "transpose", "contiguous", "unsqueeze", "squeeze"}
    | {"max_pool1d", "max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d"}
    | {"adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"}
    | {"to", "float", "half", "bfloat16", "type_as"}
)
"""Functions that leave the signal what it is, as far as a gain is concerned."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a tensor has been through since the last weighted operation or sum.

    Attributes:
        layer: Number of the layer that made it, None after a sum or a function that is not known.
        activation: The activation that it has been through since.
        normed: Whether a norm followed the layer.
    """

    layer: int | None = None
    activation: Activation | None = None
    normed: bool = False


class Origins:
    """The origin of every tensor that is still alive."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known = WeakTensorKeyDictionary()

    def of(self, tensor: Any) -> Origin:
        """Return a tensor's origin; an empty one where nothing is known."""
        if isinstance(tensor, Tensor) and tensor in self._known:
            found: Origin = self._known[tensor]
            return found
        return Origin()

    def made_by(self, layer: int, tensor: Tensor) -> None:
        """Remember that a layer made a tensor."""
        self._known[tensor] = Origin(layer)

    def follow(self, name: str, before: Origin, made: Any) -> None:
        """Remember what became of a tensor with this origin in a function; sums and strangers end the trace."""
        tensor = made[0] if isinstance(made, tuple | list) and made else made
        if not isinstance(tensor, Tensor):
            return
        if name in ACTIVATIONS:
            self._known[tensor] = replace(before, activation=ACTIVATIONS[name])
        elif name in NORMS:
            self._known[tensor] = replace(before, activation=None, normed=True)
        elif name in PASSING:
            self._known[tensor] = before
        elif tensor in self._known:
            del self._known[tensor]
