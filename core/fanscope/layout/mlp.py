"""A multilayer perceptron as a program: linear layers with the same activation between them."""

from __future__ import annotations

from itertools import pairwise

from fanscope.layout.dressing import Dress
from fanscope.layout.layers import LayerLayout
from fanscope.layout.nodes import ActivationNode, LinearNode, Node, Program
from fanscope.layout.tensors import TensorLayout
from fanscope.spec import MlpSpec


def lay_out_mlp(mlp: MlpSpec, dress: Dress) -> Program:
    """Return the program; layer i is called ``main.i``."""
    last = len(mlp.widths) - 2
    nodes: list[Node] = []
    for index, (fan_in, fan_out) in enumerate(pairwise(mlp.widths)):
        layer = dress(_lay_out_layer(mlp, index, fan_in, fan_out, is_last=index == last))
        nodes.append(LinearNode(layer, (fan_in,), (fan_out,)))
        if index < last:
            name = f"{layer.name}.activation"
            shape = (fan_out,)
            nodes.append(ActivationNode(name, mlp.activation, 1.0, layer.name, shape, shape))
    return tuple(nodes)


def _lay_out_layer(
    mlp: MlpSpec, index: int, fan_in: int, fan_out: int, *, is_last: bool
) -> LayerLayout:
    name = f"main.{index}"
    bias = TensorLayout(f"{name}.bias", (fan_out,), fan_in, fan_out, "bias")
    return LayerLayout(
        name=name,
        kind="linear",
        fan_in=fan_in,
        fan_out=fan_out,
        output=(fan_out,),
        activation="linear" if is_last else mlp.activation,
        fed_by="linear" if len(mlp.widths) == 2 else mlp.activation,
        weight=TensorLayout(f"{name}.weight", (fan_out, fan_in), fan_in, fan_out, "weight"),
        bias=bias if mlp.bias else None,
    )
