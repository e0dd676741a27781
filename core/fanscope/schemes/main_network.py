"""The main network of a hypernetwork as an ordinary network, whose tensors a classical scheme can draw."""

from __future__ import annotations

from dataclasses import replace

from fanscope.layout import (
    AttentionNode,
    ConvNode,
    LayerLayout,
    LinearNode,
    NetworkLayout,
    Node,
    Program,
    ResidualNode,
    TableNode,
)


def as_ordinary_network(layout: NetworkLayout) -> NetworkLayout:
    """Return the main network as it would be without a hypernetwork: all its tensors trained themselves."""
    return replace(
        layout,
        program=_strip(layout.program),
        layers=tuple(_without_heads(layer) for layer in layout.layers),
        hypernet=None,
    )


def _strip(program: Program) -> Program:
    return tuple(_strip_node(node) for node in program)


def _strip_node(node: Node) -> Node:
    match node:
        case LinearNode() | ConvNode() | TableNode():
            return replace(node, layer=_without_heads(node.layer))
        case AttentionNode():
            return replace(
                node,
                query=_without_heads(node.query),
                key=_without_heads(node.key),
                value=_without_heads(node.value),
                out=_without_heads(node.out),
            )
        case ResidualNode():
            return replace(node, body=_strip(node.body), shortcut=_strip(node.shortcut))
        case _:
            return node


def _without_heads(layer: LayerLayout) -> LayerLayout:
    return replace(layer, weight_head=None, bias_head=None)
