"""Normalization layers: over what they take their statistics, and their own scale and shift."""

from __future__ import annotations

from fanscope.layout.flow import Flow, Place, say_shape
from fanscope.layout.layers import NormLayout
from fanscope.layout.nodes import Node, NormNode
from fanscope.layout.tensors import TensorLayout
from fanscope.spec import BatchNormLayer, GroupNormLayer, LayerNormLayer, RmsNormLayer

NormLayer = BatchNormLayer | LayerNormLayer | GroupNormLayer | RmsNormLayer


def lay_out_norm(layer: NormLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return the norm's node; scale and shift are one number a channel, or a feature of a token.

    Raises:
        SpecError: Group norm's groups do not divide the channels, or a batch norm gets tokens.
    """
    is_tokens = len(flow.shape) == 2
    if is_tokens and isinstance(layer, BatchNormLayer | GroupNormLayer):
        place.refuse(
            layer,
            f"{layer.op} counts channels first, but gets tokens {say_shape(flow.shape)}; use layernorm",
        )
    features = flow.shape[-1] if is_tokens else flow.shape[0]
    groups = layer.groups if isinstance(layer, GroupNormLayer) else 1
    if features % groups:
        place.refuse(layer, f"{groups} groups do not divide {features} channels")
    node = NormNode(_own_tensors(layer, place, features), layer.op, groups, flow.shape, flow.shape)
    return node, Flow(flow.shape, "linear", flow.layer)


def _own_tensors(layer: NormLayer, place: Place, features: int) -> NormLayout:
    if not layer.affine:
        return NormLayout(place.name, None, None)
    shape = (features,)
    scale = TensorLayout(f"{place.name}.scale", shape, 1, 1, "norm_scale", start=1.0)
    shift = TensorLayout(f"{place.name}.shift", shape, 1, 1, "norm_shift")
    return NormLayout(place.name, scale, None if layer.op == "rmsnorm" else shift)
