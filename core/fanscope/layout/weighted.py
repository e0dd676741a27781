"""Layers with weights: linear, convolution, attention's four, and tables."""

from __future__ import annotations

from fanscope.layout.flow import Flow, Place, say_shape
from fanscope.layout.layers import LayerKind, LayerLayout
from fanscope.layout.nodes import AttentionNode, ConvNode, LinearNode, Node, TableNode
from fanscope.layout.tensors import Shape, TensorLayout
from fanscope.layout.windows import slide
from fanscope.spec import (
    Activation,
    AttentionLayer,
    Conv2dLayer,
    EmbeddingLayer,
    LinearLayer,
    PositionsLayer,
)


def lay_out_linear(layer: LinearLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return a linear layer along the last axis.

    Raises:
        SpecError: It gets an image.
    """
    if len(flow.shape) == 3:
        place.refuse(
            layer,
            f"linear works on [features] or [tokens, features], but gets {say_shape(flow.shape)}; "
            "put flatten, tokens or a global pool in front",
        )
    output = (*flow.shape[:-1], layer.features)
    built = _dense(
        place, place.name, flow, output, has_bias=layer.bias, behind=place.activation_behind
    )
    return LinearNode(built, flow.shape, output), Flow(output, "linear", built.name)


def lay_out_conv(layer: Conv2dLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return a convolution.

    Raises:
        SpecError: It gets no image, its groups do not divide the channels, or the kernel does not fit.
    """
    if len(flow.shape) != 3:
        place.refuse(
            layer,
            f"conv2d works on [channels, height, width], but gets {say_shape(flow.shape)}",
        )
    channels, *sides = flow.shape
    for what, count in (("input", channels), ("output", layer.channels)):
        if count % layer.groups:
            place.refuse(layer, f"{layer.groups} groups do not divide {count} {what} channels")
    reach = layer.dilation * (layer.kernel - 1)
    if layer.padding == "same" and reach % 2:
        place.refuse(
            layer,
            f"padding: same needs an odd reach, and a kernel of {layer.kernel} has an even one",
        )
    padding = reach // 2 if layer.padding == "same" else layer.padding
    slid = (
        slide(s, layer.kernel, layer.stride, padding, layer.dilation, layer, place) for s in sides
    )
    output = (layer.channels, *slid)
    area = layer.kernel**2
    built = _build(
        place,
        place.name,
        "conv2d",
        flow.front,
        fan_in=channels // layer.groups * area,
        fan_out=layer.channels // layer.groups * area,
        shape=(layer.channels, channels // layer.groups, layer.kernel, layer.kernel),
        output=output,
        has_bias=layer.bias,
        behind=place.activation_behind,
    )
    node = ConvNode(
        built,
        flow.shape,
        output,
        layer.kernel,
        layer.stride,
        padding,
        layer.dilation,
        layer.groups,
    )
    return node, Flow(output, "linear", built.name)


def lay_out_attention(layer: AttentionLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return an attention.

    Raises:
        SpecError: It gets no tokens, or its heads do not divide their features.
    """
    if len(flow.shape) != 2:
        place.refuse(
            layer,
            f"attention works on [tokens, features], but gets {say_shape(flow.shape)}; "
            "put tokens or an embedding in front",
        )
    features = flow.shape[-1]
    if features % layer.heads:
        place.refuse(layer, f"{layer.heads} heads do not divide {features} features")
    query, key, value = (
        _dense(
            place, f"{place.name}.{part}", flow, flow.shape, has_bias=layer.bias, behind="linear"
        )
        for part in ("query", "key", "value")
    )
    mixed = Flow(flow.shape, "linear")
    out = _dense(
        place, f"{place.name}.out", mixed, flow.shape, has_bias=layer.bias, behind="linear"
    )
    node = AttentionNode(
        place.name, layer.heads, layer.causal, query, key, value, out, flow.shape, flow.shape
    )
    return node, Flow(flow.shape, "linear")


def lay_out_embedding(layer: EmbeddingLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return a table of tokens.

    Raises:
        SpecError: It is not the first layer, or the input is no row of tokens.
    """
    if flow.front is not None:
        place.refuse(layer, "an embedding reads tokens, so it can only be the first layer")
    if len(flow.shape) != 1:
        place.refuse(
            layer,
            f"an embedding reads a row of tokens, input: [tokens], but gets {say_shape(flow.shape)}",
        )
    output = (*flow.shape, layer.features)
    built = _table(place, "embedding", layer.vocabulary, output)
    return TableNode(built, flow.shape, output), Flow(output, "linear")


def lay_out_positions(layer: PositionsLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    """Return a table of places.

    Raises:
        SpecError: It gets no tokens.
    """
    if len(flow.shape) != 2:
        place.refuse(
            layer, f"positions are added to [tokens, features], but get {say_shape(flow.shape)}"
        )
    built = _table(place, "positions", flow.shape[0], flow.shape)
    return TableNode(built, flow.shape, flow.shape), Flow(flow.shape, "linear")


def _table(place: Place, kind: LayerKind, rows: int, output: Shape) -> LayerLayout:
    features = output[-1]
    return place.dress(
        LayerLayout(
            name=place.name,
            kind=kind,
            fan_in=1,
            fan_out=features,
            output=output,
            activation="linear",
            fed_by="linear",
            weight=TensorLayout(f"{place.name}.weight", (rows, features), 1, features, "table"),
            bias=None,
        )
    )


def _dense(
    place: Place, name: str, flow: Flow, output: Shape, *, has_bias: bool, behind: Activation
) -> LayerLayout:
    fan_in, fan_out = flow.shape[-1], output[-1]
    return _build(
        place,
        name,
        "linear",
        flow.front,
        fan_in=fan_in,
        fan_out=fan_out,
        shape=(fan_out, fan_in),
        output=output,
        has_bias=has_bias,
        behind=behind,
    )


def _build(
    place: Place,
    name: str,
    kind: LayerKind,
    front: Activation | None,
    *,
    fan_in: int,
    fan_out: int,
    shape: tuple[int, ...],
    output: Shape,
    has_bias: bool,
    behind: Activation,
) -> LayerLayout:
    bias = None
    if has_bias:
        bias = TensorLayout(f"{name}.bias", shape[:1], fan_in, fan_out, "bias")
    return place.dress(
        LayerLayout(
            name=name,
            kind=kind,
            fan_in=fan_in,
            fan_out=fan_out,
            output=output,
            activation=behind,
            fed_by=behind if front is None else front,
            weight=TensorLayout(f"{name}.weight", shape, fan_in, fan_out, "weight"),
            bias=bias,
            frequency=1.0 if behind == "linear" else place.frequency_behind,
        )
    )
