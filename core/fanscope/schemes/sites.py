"""Where each weighted layer of a main network stands: what schemes that look beyond a layer's fans ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fanscope.layout import (
    ActivationNode,
    AttentionNode,
    LayerLayout,
    NetworkLayout,
    NormNode,
    Program,
    ResidualNode,
    layers_of,
    walk,
)


@dataclass(frozen=True, slots=True)
class Site:
    """One weighted layer in its network.

    Attributes:
        layer: The layer.
        is_first: It reads the data.
        is_last: The network's output comes out of it.
        front: The activation whose values it reads, in front of it whatever stands between; None for the data.
        behind: The activation that its output goes through next; None where there is none.
        block: The residual block whose branch it stands in, the innermost one; None outside of all.
        depth: Weighted layers before it in that branch, an attention's three parallel ones counted as one.
        branch_depth: Weighted layers of that branch, counted the same way; 0 outside.
    """

    layer: LayerLayout
    is_first: bool
    is_last: bool
    front: ActivationNode | None
    behind: ActivationNode | None
    block: ResidualNode | None = None
    depth: int = 0
    branch_depth: int = 0

    @property
    def ends_branch(self) -> bool:
        """Whether it is the last weighted layer of a residual branch."""
        return self.block is not None and self.depth == self.branch_depth - 1


def residual_blocks(layout: NetworkLayout) -> tuple[ResidualNode, ...]:
    """Return all residual blocks, an outer one before those inside it."""
    return tuple(node for node in walk(layout.program) if isinstance(node, ResidualNode))


def norms_in(program: Program) -> tuple[NormNode, ...]:
    """Return all norms of a program, in its blocks too."""
    return tuple(node for node in walk(program) if isinstance(node, NormNode))


def find_sites(layout: NetworkLayout) -> tuple[Site, ...]:
    """Return the place of every weighted layer, tables among them, in the layout's order."""
    sites = tuple(_walk(layout.program, None, None))
    behind = {
        node.of: node
        for node in walk(layout.program)
        if isinstance(node, ActivationNode) and node.of is not None
    }
    last = _last_layer(layout.program)
    return tuple(
        replace(
            site,
            is_first=index == 0,
            is_last=site.layer.name == last,
            behind=behind.get(site.layer.name),
        )
        for index, site in enumerate(sites)
    )


def _last_layer(program: Program) -> str | None:
    """Return the layer behind which no other one stands, unless a residual sum or nothing weighted ends the network."""
    for node in reversed(program):
        if isinstance(node, ResidualNode):
            return None
        layers = layers_of(node)
        if layers:
            return layers[-1].name
    return None


def _walk(
    program: Program, block: ResidualNode | None, front: ActivationNode | None
) -> Iterator[Site]:
    """Yield the sites of a list of layers; ``block`` is the residual block whose branch it is."""
    own = [(layer, depth) for depth, group in enumerate(_depths(program)) for layer in group]
    depth_of = {layer.name: depth for layer, depth in own}
    branch_depth = 1 + max(depth_of.values(), default=-1)
    for node in program:
        match node:
            case ActivationNode():
                front = node
            case ResidualNode():
                yield from _walk(node.body, node, front)
                yield from _walk(node.shortcut, None, front)
            case _:
                for layer in layers_of(node):
                    site = Site(layer, is_first=False, is_last=False, front=front, behind=None)
                    if block is not None:
                        depth = depth_of[layer.name]
                        site = replace(site, block=block, depth=depth, branch_depth=branch_depth)
                    yield site


def _depths(program: Program) -> Iterator[tuple[LayerLayout, ...]]:
    """Yield the layers of a list, those that work side by side together, without those of blocks in it."""
    for node in program:
        if isinstance(node, AttentionNode):
            yield (node.query, node.key, node.value)
            yield (node.out,)
        elif layers_of(node):
            yield layers_of(node)
