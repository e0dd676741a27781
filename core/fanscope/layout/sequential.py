"""A ``sequential`` network as a program: shapes inferred and checked layer by layer, without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from fanscope.layout.dressing import Dress
from fanscope.layout.flow import Flow, Place, say_shape
from fanscope.layout.nodes import (
    ActivationNode,
    DropoutNode,
    Node,
    PoolNode,
    Program,
    ReshapeNode,
    ResidualNode,
)
from fanscope.layout.norms import lay_out_norm
from fanscope.layout.tensors import Shape, TensorLayout
from fanscope.layout.weighted import (
    lay_out_attention,
    lay_out_conv,
    lay_out_embedding,
    lay_out_linear,
    lay_out_positions,
)
from fanscope.layout.windows import slide
from fanscope.spec import (
    ActivationLayer,
    AttentionLayer,
    BatchNormLayer,
    Conv2dLayer,
    DropoutLayer,
    EmbeddingLayer,
    FlattenLayer,
    GroupNormLayer,
    Layer,
    LayerNormLayer,
    LinearLayer,
    PoolLayer,
    PositionsLayer,
    ResidualLayer,
    RmsNormLayer,
    SequentialSpec,
    TokensLayer,
)

_Builder = Callable[[Any, Place, Flow], tuple[Node, Flow]]


def lay_out_sequential(network: SequentialSpec, field: str, dress: Dress) -> Program:
    """Return the program; layers are called ``main.`` and their place, ``main.3.body.0``.

    Args:
        network: What the user wrote.
        field: Where, ``network`` or ``network.main``.
        dress: Gives weighted layers their heads.

    Raises:
        SpecError: Shapes do not meet; names the layer and both shapes.
    """
    start = Flow(network.input, front=None)
    program, _ = _lay_out_list(network.layers, "main", f"{field}.layers", start, dress)
    return program


def _lay_out_list(
    layers: Sequence[Layer], name: str, field: str, flow: Flow, dress: Dress
) -> tuple[Program, Flow]:
    nodes = []
    for index, layer in enumerate(layers):
        place = Place(f"{name}.{index}", f"{field}.{index}", layers[index + 1 :], dress)
        node, flow = _BUILDERS[type(layer)](layer, place, flow)
        nodes.append(node)
    return tuple(nodes), flow


def _lay_out_activation(layer: ActivationLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    node = ActivationNode(
        place.name, layer.name, layer.frequency, flow.layer, flow.shape, flow.shape
    )
    return node, Flow(flow.shape, layer.name)


def _lay_out_pool(layer: PoolLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    if layer.kind == "global":
        return _lay_out_global_pool(layer, place, flow)
    if len(flow.shape) != 3:
        place.refuse(
            layer,
            f"a {layer.kind} pool slides over [channels, height, width], but gets {say_shape(flow.shape)}",
        )
    kernel = layer.kernel or 1
    stride = layer.stride or kernel
    channels, *sides = flow.shape
    slid = (slide(s, kernel, stride, layer.padding, 1, layer, place) for s in sides)
    node = PoolNode(
        place.name, layer.kind, kernel, stride, layer.padding, flow.shape, (channels, *slid)
    )
    return node, Flow(node.output, flow.front)


def _lay_out_global_pool(layer: PoolLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    if len(flow.shape) == 1:
        place.refuse(
            layer,
            f"a global pool takes the mean over places, but {say_shape(flow.shape)} has none; leave it out",
        )
    output = flow.shape[:1] if len(flow.shape) == 3 else flow.shape[-1:]
    node = PoolNode(place.name, "global", 1, 1, 0, flow.shape, output)
    return node, Flow(output, flow.front)


def _lay_out_flatten(_: FlattenLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    output = (prod(flow.shape),)
    return ReshapeNode(place.name, "flatten", flow.shape, output), Flow(output, flow.front)


def _lay_out_tokens(layer: TokensLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    if len(flow.shape) != 3:
        place.refuse(
            layer,
            f"tokens are the places of [channels, height, width], but it gets {say_shape(flow.shape)}",
        )
    channels, height, width = flow.shape
    output = (height * width, channels)
    return ReshapeNode(place.name, "tokens", flow.shape, output), Flow(output, flow.front)


def _lay_out_dropout(layer: DropoutLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    return DropoutNode(place.name, layer.p, flow.shape, flow.shape), flow


def _lay_out_residual(layer: ResidualLayer, place: Place, flow: Flow) -> tuple[Node, Flow]:
    def branch(layers: tuple[Layer, ...], part: str) -> tuple[Program, Shape]:
        program, end = _lay_out_list(
            layers, f"{place.name}.{part}", f"{place.field}.{part}", flow, place.dress
        )
        return program, end.shape

    body, out = branch(layer.body, "body")
    shortcut, past = branch(layer.shortcut, "shortcut")
    if out != past:
        way_out = (
            "the shortcut must change the shape too"
            if not shortcut
            else "body and shortcut must agree"
        )
        place.refuse(
            layer,
            f"the body gives {say_shape(out)} and the shortcut {say_shape(past)}; {way_out}",
        )
    learned = TensorLayout(
        f"{place.name}.multiplier", (1,), 1, 1, "multiplier", start=layer.multiplier
    )
    node = ResidualNode(
        place.name,
        body,
        shortcut,
        layer.multiplier,
        learned if layer.learned_multiplier else None,
        flow.shape,
        out,
    )
    return node, Flow(out, "linear")


_BUILDERS: dict[type, _Builder] = {
    LinearLayer: lay_out_linear,
    Conv2dLayer: lay_out_conv,
    BatchNormLayer: lay_out_norm,
    LayerNormLayer: lay_out_norm,
    GroupNormLayer: lay_out_norm,
    RmsNormLayer: lay_out_norm,
    ActivationLayer: _lay_out_activation,
    PoolLayer: _lay_out_pool,
    FlattenLayer: _lay_out_flatten,
    TokensLayer: _lay_out_tokens,
    DropoutLayer: _lay_out_dropout,
    ResidualLayer: _lay_out_residual,
    AttentionLayer: lay_out_attention,
    EmbeddingLayer: lay_out_embedding,
    PositionsLayer: lay_out_positions,
}
