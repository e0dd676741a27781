"""Networks that are a multilayer perceptron, however they are written: one dense layer after the other."""

from __future__ import annotations

from fanscope.layout import ActivationNode, LayerLayout, LinearNode, NetworkLayout, ReshapeNode


def chain_of(layout: NetworkLayout) -> tuple[LayerLayout, ...] | None:
    """Return the dense layers of a network that is linear, phi, linear, phi, ..., linear with one phi throughout.

    An image may be flattened in front. None for every other network.
    """
    nodes = list(layout.program)
    while nodes and isinstance(nodes[0], ReshapeNode) and nodes[0].kind == "flatten":
        del nodes[0]
    dense, between = nodes[::2], nodes[1::2]
    layers = [node.layer for node in dense if isinstance(node, LinearNode)]
    same = {node.activation for node in between if isinstance(node, ActivationNode)}
    is_alternating = (
        len(nodes) % 2 == 1
        and len(layers) == len(dense)
        and all(isinstance(node, ActivationNode) and node.frequency == 1.0 for node in between)
    )
    is_flat = all(len(layer.output) == 1 for layer in layers)
    return tuple(layers) if is_alternating and is_flat and len(same) <= 1 else None
