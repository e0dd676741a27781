"""How a layer of the main network gets its heads: by a function that every builder of programs applies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from fanscope.layout.layers import LayerLayout
from fanscope.layout.tensors import HeadLayout

Dress = Callable[[LayerLayout], LayerLayout]
"""Returns a layer with the heads that generate its tensors, or as it is."""


def undressed(layer: LayerLayout) -> LayerLayout:
    """Return the layer as it is: its tensors are trained themselves."""
    return layer


def dress(layer: LayerLayout, heads: Mapping[str, HeadLayout]) -> LayerLayout:
    """Return the layer with its heads, which are found by the names of their targets."""
    return replace(
        layer,
        weight_head=heads.get(layer.weight.name),
        bias_head=None if layer.bias is None else heads.get(layer.bias.name),
    )
