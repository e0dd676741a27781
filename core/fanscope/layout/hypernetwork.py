"""The hypernetwork around a main network: embeddings, trunk, and a head for each generated tensor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from fanscope.layout.layers import LayerLayout
from fanscope.layout.tensors import HeadLayout, TensorLayout
from fanscope.spec import HypernetworkSpec


@dataclass(frozen=True, slots=True)
class HypernetLayout:
    """Everything of the hypernetwork before its heads: one embedding per main layer, one shared trunk."""

    embedding_size: int
    embeddings: tuple[TensorLayout, ...]
    trunk_activation: Literal["relu", "tanh"]
    trunk: tuple[tuple[TensorLayout, TensorLayout], ...]
    features: int


def lay_out_hypernet(network: HypernetworkSpec, layers: tuple[LayerLayout, ...]) -> HypernetLayout:
    """Return what stands before the heads of a hypernetwork over ``layers``."""
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
    return HypernetLayout(
        embedding_size=size,
        embeddings=tuple(
            TensorLayout(f"embedding.{layer.name}", (size,), 1, size, "embedding")
            for layer in layers
        ),
        trunk_activation=network.trunk.activation,
        trunk=trunk,
        features=widths[-1],
    )


def add_heads(layer: LayerLayout, network: HypernetworkSpec) -> LayerLayout:
    """Return the layer with the heads that generate its tensors."""
    features = (network.conditioning.size, *network.trunk.widths)[-1]
    generates_bias = network.generates == "weights_and_biases" and layer.bias is not None
    return replace(
        layer,
        weight_head=_lay_out_head(layer.weight, features, has_offset=network.heads.bias),
        bias_head=_lay_out_head(layer.bias, features, has_offset=network.heads.bias)
        if generates_bias and layer.bias is not None
        else None,
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
