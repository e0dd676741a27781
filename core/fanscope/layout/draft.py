"""The outline of a network that is still being written: as far as its shapes meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fanscope.errors import SpecError
from fanscope.layout.outline import OutlineNode, outline
from fanscope.layout.tensors import Shape
from fanscope.spec import HypernetworkSpec, Layer, NetworkSpec, ResidualLayer, SequentialSpec

_PLACE = re.compile(r"\.layers\.(\d+)")


@dataclass(frozen=True, slots=True)
class Draft:
    """What can be said of a network before all of it is right.

    Attributes:
        nodes: What can be laid out: everything, or what stands in front of the fault. Of a residual block that
            has the fault, or whose branches do not meet, the branches as far as they go.
        fault: What stops it.
    """

    nodes: tuple[OutlineNode, ...]
    fault: SpecError | None


def draft_outline(network: NetworkSpec) -> Draft:
    """Return the outline of a network as far as its shapes meet."""
    try:
        return Draft(outline(network), None)
    except SpecError as error:
        return Draft(tuple(_outline_before(error, network)), error)


def _outline_before(error: SpecError, network: NetworkSpec) -> Iterator[OutlineNode]:
    main = network.main if isinstance(network, HypernetworkSpec) else network
    found = _PLACE.search(error.issues[0].field)
    if not isinstance(main, SequentialSpec) or found is None:
        return
    place = int(found[1])
    before = _with_layers(network, main.input, main.layers[:place])
    front = draft_outline(before).nodes if place else ()
    yield from front
    faulty = main.layers[place]
    if isinstance(faulty, ResidualLayer):
        top = [node for node in front if node.depth == 0]
        shape = top[-1].output if top else main.input
        for branch, layers in (("body", faulty.body), ("shortcut", faulty.shortcut)):
            if layers:
                inside = draft_outline(_with_layers(network, shape, layers)).nodes
                yield from (_move_inside(node, f"{place}.{branch}") for node in inside)


def _with_layers(network: NetworkSpec, shape: Shape, layers: tuple[Layer, ...]) -> NetworkSpec:
    main = SequentialSpec.model_construct(kind="sequential", input=shape, layers=layers)
    if isinstance(network, HypernetworkSpec):
        return network.model_copy(update={"main": main})
    return main


def _move_inside(node: OutlineNode, place: str) -> OutlineNode:
    """Return the node of a branch as one of the whole network, whose block's branch is at ``place``."""
    return node._replace(
        name=node.name.replace("main.", f"main.{place}.", 1),
        field=node.field.replace("layers.", f"layers.{place}.", 1),
        depth=node.depth + 1,
        layers=tuple(name.replace("main.", f"main.{place}.", 1) for name in node.layers),
    )
