"""A network as people read it: one line a node, in forward order, blocks before what is inside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fanscope.layout.building import lay_out
from fanscope.layout.nodes import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LinearNode,
    Node,
    NormNode,
    PoolNode,
    Program,
    ReshapeNode,
    ResidualNode,
    TableNode,
    layers_of,
    tensors_of,
)
from fanscope.layout.tensors import Shape
from fanscope.spec import HypernetworkSpec, MlpSpec, NetworkSpec


class OutlineNode(NamedTuple):
    """One node of the main network.

    Attributes:
        name: Its place, ``main.3.body.0``.
        op: What it does, a word of the spec: ``conv2d``, ``activation``, ``residual``, ...
        detail: What tells it from others of its op, in words: ``3×3, stride 2``.
        field: Where it is written in the spec, ``network.layers.3.body.0``.
        depth: Number of residual blocks around it.
        input: Shape of one example on its way in.
        output: Shape on its way out; of the sum, for a residual block.
        parameters: Number of values in its own tensors, trained or generated, without those of nodes inside it.
        generated: How many of these a hypernetwork generates.
        layers: Names of its weighted layers: none, one, or an attention's four.
    """

    name: str
    op: str
    detail: str
    field: str
    depth: int
    input: Shape
    output: Shape
    parameters: int
    generated: int
    layers: tuple[str, ...]


def outline(network: NetworkSpec) -> tuple[OutlineNode, ...]:
    """Return the nodes of a network's main part.

    The parameters of all nodes together are those of the main network.

    Raises:
        SpecError: Shapes do not meet; names the layer and both shapes.
    """
    layout = lay_out(network)
    generated = frozenset(tensor.name for tensor in layout.generated)
    return tuple(
        _outline_node(node, _name_of(node), network, depth, generated)
        for node, depth in _walk(layout.program, 0)
    )


def _walk(program: Program, depth: int) -> Iterator[tuple[Node, int]]:
    for node in program:
        yield node, depth
        if isinstance(node, ResidualNode):
            yield from _walk(node.body, depth + 1)
            yield from _walk(node.shortcut, depth + 1)


def _outline_node(
    node: Node, name: str, network: NetworkSpec, depth: int, generated: frozenset[str]
) -> OutlineNode:
    op, detail = _say(node)
    tensors = tensors_of(node)
    return OutlineNode(
        name=name,
        op=op,
        detail=detail,
        field=_field_of(name, network),
        depth=depth,
        input=node.input,
        output=node.output,
        parameters=sum([tensor.size for tensor in tensors]),
        generated=sum([tensor.size for tensor in tensors if tensor.name in generated]),
        layers=tuple([layer.name for layer in layers_of(node)]),
    )


def _name_of(node: Node) -> str:
    match node:
        case LinearNode(layer=layer) | ConvNode(layer=layer) | TableNode(layer=layer):
            return layer.name
        case NormNode(norm=norm):
            return norm.name
        case _:
            return node.name


def _field_of(name: str, network: NetworkSpec) -> str:
    prefix, main = "network", network
    if isinstance(main, HypernetworkSpec):
        prefix, main = "network.main", main.main
    place = name.removeprefix("main.")
    if not isinstance(main, MlpSpec):
        return f"{prefix}.layers.{place}"
    width, _, part = place.partition(".")
    return f"{prefix}.activation" if part else f"{prefix}.widths.{int(width) + 1}"


def _say(node: Node) -> tuple[str, str]:
    """Return a node's op, and what tells it from others of that op."""
    match node:
        case LinearNode():
            return "linear", ""
        case ConvNode():
            return "conv2d", _say_window(node)
        case TableNode(layer=layer):
            rows = layer.weight.shape[0]
            return layer.kind, f"{rows:,} {'tokens' if layer.kind == 'embedding' else 'places'}"
        case NormNode(kind=kind, groups=groups):
            return kind, f"{groups} groups" if kind == "groupnorm" else ""
        case PoolNode(kind=kind):
            return "pool", kind if kind == "global" else f"{kind} {_say_window(node)}"
        case _:
            return _say_rest(node)


def _say_rest(node: Node) -> tuple[str, str]:
    match node:
        case ActivationNode(activation=activation, frequency=frequency):
            return "activation", activation + ("" if frequency == 1 else f", ω₀ {frequency:g}")
        case DropoutNode(p=p):
            return "dropout", f"p {p:g}"
        case ReshapeNode(kind=kind):
            return kind, ""
        case AttentionNode(heads=heads, causal=causal):
            return "attention", f"{heads} heads" + (", causal" if causal else "")
        case ResidualNode(multiplier=multiplier, learned=learned):
            learns = " learned" if learned else ""
            return "residual", f"× {multiplier:g}{learns}" if learned or multiplier != 1 else ""
        case _:
            raise TypeError(f"an outline has no words for {type(node).__name__}")


def _say_window(node: ConvNode | PoolNode) -> str:
    words = [f"{node.kernel}×{node.kernel}"]
    if node.stride != 1:
        words.append(f"stride {node.stride}")
    if isinstance(node, ConvNode):
        words += [f"dilation {node.dilation}"] if node.dilation != 1 else []
        words += [f"{node.groups} groups"] if node.groups != 1 else []
    return ", ".join(words)
