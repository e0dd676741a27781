"""A main network as a program: nodes in the order in which a batch runs through them.

Each node knows the shape of one example on its way in and out, so that the torch modules, the theory
and the estimates read one description.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fanscope.layout.layers import LayerLayout, NormLayout
from fanscope.layout.tensors import Shape, TensorLayout
from fanscope.spec import Activation

NormKind = Literal["batchnorm", "layernorm", "groupnorm", "rmsnorm"]
PoolKind = Literal["max", "average", "global"]


@dataclass(frozen=True, slots=True)
class LinearNode:
    """y = W x + b along the last axis."""

    layer: LayerLayout
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class ConvNode:
    """A convolution over [channels, height, width]; ``padding`` zeros are put on each side."""

    layer: LayerLayout
    input: Shape
    output: Shape
    kernel: int
    stride: int
    padding: int
    dilation: int
    groups: int


@dataclass(frozen=True, slots=True)
class TableNode:
    """Rows of a table: looked up by token (``embedding``), or added place by place (``positions``)."""

    layer: LayerLayout
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class NormNode:
    """Statistics over the batch (``batchnorm``), an example's groups of channels, or the last axis."""

    norm: NormLayout
    kind: NormKind
    groups: int
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class ActivationNode:
    """phi(frequency * y).

    Attributes:
        name: Its place.
        activation: phi.
        frequency: omega_0 of a sine; 1 for all others.
        of: The layer whose activation this is; None where it follows a sum.
        input: Shape of y.
        output: The same.
    """

    name: str
    activation: Activation
    frequency: float
    of: str | None
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class PoolNode:
    """The largest or mean value of each window; ``global`` is the mean over all places, [features]."""

    name: str
    kind: PoolKind
    kernel: int
    stride: int
    padding: int
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class ReshapeNode:
    """All values in a row (``flatten``), or places as tokens (``tokens``)."""

    name: str
    kind: Literal["flatten", "tokens"]
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class DropoutNode:
    """Each value to zero with probability ``p``, the rest times 1 / (1 - p); only in training."""

    name: str
    p: float
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class ResidualNode:
    """shortcut(x) + multiplier * body(x).

    Attributes:
        name: Its place.
        body: The branch.
        shortcut: The other way; empty passes x on.
        multiplier: Factor on the branch, where it is fixed.
        learned: The factor as a trainable tensor of one value, where it is not.
        input: Shape of x.
        output: Shape of the sum.
    """

    name: str
    body: Program
    shortcut: Program
    multiplier: float
    learned: TensorLayout | None
    input: Shape
    output: Shape


@dataclass(frozen=True, slots=True)
class AttentionNode:
    """softmax(q k^T / sqrt(features / heads)) v, head by head, and a linear layer behind it."""

    name: str
    heads: int
    causal: bool
    query: LayerLayout
    key: LayerLayout
    value: LayerLayout
    out: LayerLayout
    input: Shape
    output: Shape


Node = (
    LinearNode
    | ConvNode
    | TableNode
    | NormNode
    | ActivationNode
    | PoolNode
    | ReshapeNode
    | DropoutNode
    | ResidualNode
    | AttentionNode
)
Program = tuple[Node, ...]


def walk(program: Iterable[Node]) -> Iterator[Node]:
    """Yield every node, a residual block before its branch and the branch before the shortcut."""
    for node in program:
        yield node
        if isinstance(node, ResidualNode):
            yield from walk(node.body)
            yield from walk(node.shortcut)


def layers_of(node: Node) -> tuple[LayerLayout, ...]:
    """Return the weighted layers of one node, in forward order, without those of a block's branches."""
    match node:
        case LinearNode() | ConvNode() | TableNode():
            return (node.layer,)
        case AttentionNode():
            return (node.query, node.key, node.value, node.out)
        case _:
            return ()


def collect_layers(program: Program) -> tuple[LayerLayout, ...]:
    """Return the weighted layers of a program, input side first."""
    return tuple(layer for node in walk(program) for layer in layers_of(node))


def collect_branch_layers(program: Program) -> tuple[LayerLayout, ...]:
    """Return the weighted layers in residual branches, input side first: those that a sum carries the signal past."""
    blocks = [node for node in program if isinstance(node, ResidualNode)]
    return tuple(
        layer
        for block in blocks
        for layer in (*collect_layers(block.body), *collect_branch_layers(block.shortcut))
    )


def tensors_of(node: Node) -> tuple[TensorLayout, ...]:
    """Return the tensors of one node, in forward order, without those of a block's branches."""
    found: tuple[TensorLayout | None, ...]
    match node:
        case NormNode(norm=norm):
            found = (norm.scale, norm.shift)
        case ResidualNode(learned=learned):
            found = (learned,)
        case LinearNode(layer=layer) | ConvNode(layer=layer):
            found = (layer.weight, layer.bias)
        case _:
            layers = layers_of(node)
            found = tuple(tensor for layer in layers for tensor in (layer.weight, layer.bias))
    return tuple([tensor for tensor in found if tensor is not None])
