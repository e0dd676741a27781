"""How a layer of the main network gets its heads: by a function that every builder of programs applies."""

from __future__ import annotations

from collections.abc import Callable

from fanscope.layout.layers import LayerLayout

Dress = Callable[[LayerLayout], LayerLayout]
"""Returns a layer with the heads that generate its tensors, or as it is."""


def undressed(layer: LayerLayout) -> LayerLayout:
    """Return the layer as it is: its tensors are trained themselves."""
    return layer
