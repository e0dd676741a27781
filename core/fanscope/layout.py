"""What a network consists of, without torch: every tensor's name, shape and fans.

Theory, schemes, limits, memory estimates and the torch modules all read this one description.

Names (also the names of probes, tables and figures):
    ``main.0`` ... ``main.L-1``                       layers of the main network, input side first
    ``main.0.weight``, ``main.0.bias``                its tensors, trainable or generated
    ``embedding.main.0``                              the learned embedding that conditions main layer 0
    ``trunk.0.weight``, ``trunk.0.bias``              hidden layers of the hypernetwork
    ``head.main.0.weight.kernel`` / ``.offset``       H and beta: head that generates ``main.0.weight``
    ``head.main.0.bias.kernel`` / ``.offset``         G and gamma: head that generates ``main.0.bias``
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Literal

from fanscope.spec import Activation, HypernetworkSpec, MlpSpec, NetworkSpec

Role = Literal["weight", "bias", "embedding", "trunk_weight", "trunk_bias", "kernel", "offset"]


@dataclass(frozen=True, slots=True)
class TensorLayout:
    """One tensor: its name, shape (torch order, out before in), fans and role."""

    name: str
    shape: tuple[int, ...]
    fan_in: int
    fan_out: int
    role: Role

    @property
    def size(self) -> int:
        """Number of values."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class HeadLayout:
    """The linear head that generates ``target``: kernel [target size, features], offset [target size]."""

    target: TensorLayout
    features: int
    kernel: TensorLayout
    offset: TensorLayout | None


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """One layer of the main network, y = W x + b, followed by ``activation``."""

    name: str
    fan_in: int
    fan_out: int
    activation: Activation
    weight: TensorLayout
    bias: TensorLayout | None
    weight_head: HeadLayout | None = None
    bias_head: HeadLayout | None = None


@dataclass(frozen=True, slots=True)
class HypernetLayout:
    """Everything of the hypernetwork before its heads: one embedding per main layer, one shared trunk."""

    embedding_size: int
    embeddings: tuple[TensorLayout, ...]
    trunk_activation: Literal["relu", "tanh"]
    trunk: tuple[tuple[TensorLayout, TensorLayout], ...]
    features: int


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """A main network and, where there is one, the hypernetwork that generates its tensors."""

    layers: tuple[LayerLayout, ...]
    hypernet: HypernetLayout | None

    @property
    def heads(self) -> tuple[HeadLayout, ...]:
        """All heads, layer by layer, the weight's before the bias's."""
        both = ((layer.weight_head, layer.bias_head) for layer in self.layers)
        return tuple(head for pair in both for head in pair if head is not None)

    @property
    def generated(self) -> tuple[TensorLayout, ...]:
        """The main network's tensors that the hypernetwork generates."""
        return tuple(head.target for head in self.heads)

    @property
    def main_trainable(self) -> tuple[TensorLayout, ...]:
        """The main network's own trainable tensors (those not generated)."""
        generated = {tensor.name for tensor in self.generated}
        own = (tensor for layer in self.layers for tensor in (layer.weight, layer.bias))
        return tuple(t for t in own if t is not None and t.name not in generated)

    @property
    def hypernet_trainable(self) -> tuple[TensorLayout, ...]:
        """The hypernetwork's trainable tensors: embeddings, trunk, heads."""
        if self.hypernet is None:
            return ()
        heads = (t for h in self.heads for t in (h.kernel, h.offset) if t is not None)
        trunk = (tensor for pair in self.hypernet.trunk for tensor in pair)
        return (*self.hypernet.embeddings, *trunk, *heads)

    @property
    def trainable(self) -> tuple[TensorLayout, ...]:
        """Every tensor that a scheme must initialise, in the order in which it is drawn."""
        return (*self.main_trainable, *self.hypernet_trainable)

    @property
    def num_trainable(self) -> int:
        """Number of trainable values."""
        return sum(tensor.size for tensor in self.trainable)

    @property
    def num_generated(self) -> int:
        """Number of generated values."""
        return sum(tensor.size for tensor in self.generated)


def lay_out(network: NetworkSpec) -> NetworkLayout:
    """Return the layout of a network as a user wrote it."""
    if isinstance(network, HypernetworkSpec):
        return _lay_out_hypernetwork(network)
    return NetworkLayout(layers=_lay_out_mlp(network), hypernet=None)


def _lay_out_mlp(mlp: MlpSpec) -> tuple[LayerLayout, ...]:
    last = len(mlp.widths) - 2
    return tuple(
        LayerLayout(
            name=f"main.{index}",
            fan_in=fan_in,
            fan_out=fan_out,
            activation=mlp.activation if index < last else "linear",
            weight=TensorLayout(
                f"main.{index}.weight", (fan_out, fan_in), fan_in, fan_out, "weight"
            ),
            bias=TensorLayout(f"main.{index}.bias", (fan_out,), fan_in, fan_out, "bias")
            if mlp.bias
            else None,
        )
        for index, (fan_in, fan_out) in enumerate(pairwise(mlp.widths))
    )


def _lay_out_hypernetwork(network: HypernetworkSpec) -> NetworkLayout:
    hypernet = _lay_out_hypernet(network)
    with_biases = network.generates == "weights_and_biases"
    layers = tuple(
        LayerLayout(
            name=layer.name,
            fan_in=layer.fan_in,
            fan_out=layer.fan_out,
            activation=layer.activation,
            weight=layer.weight,
            bias=layer.bias,
            weight_head=_lay_out_head(
                layer.weight, hypernet.features, has_offset=network.heads.bias
            ),
            bias_head=_lay_out_head(layer.bias, hypernet.features, has_offset=network.heads.bias)
            if with_biases and layer.bias is not None
            else None,
        )
        for layer in _lay_out_mlp(network.main)
    )
    return NetworkLayout(layers=layers, hypernet=hypernet)


def _lay_out_hypernet(network: HypernetworkSpec) -> HypernetLayout:
    size = network.conditioning.size
    widths = (size, *network.trunk.widths)
    trunk = tuple(
        (
            TensorLayout(
                f"trunk.{index}.weight", (fan_out, fan_in), fan_in, fan_out, "trunk_weight"
            ),
            TensorLayout(f"trunk.{index}.bias", (fan_out,), fan_in, fan_out, "trunk_bias"),
        )
        for index, (fan_in, fan_out) in enumerate(pairwise(widths))
    )
    num_layers = len(network.main.widths) - 1
    return HypernetLayout(
        embedding_size=size,
        embeddings=tuple(
            TensorLayout(f"embedding.main.{index}", (size,), 1, size, "embedding")
            for index in range(num_layers)
        ),
        trunk_activation=network.trunk.activation,
        trunk=trunk,
        features=widths[-1],
    )


def _lay_out_head(target: TensorLayout, features: int, *, has_offset: bool) -> HeadLayout:
    name, size = f"head.{target.name}", target.size
    return HeadLayout(
        target=target,
        features=features,
        kernel=TensorLayout(f"{name}.kernel", (size, features), features, size, "kernel"),
        offset=TensorLayout(f"{name}.offset", (size,), features, size, "offset")
        if has_offset
        else None,
    )
