"""What all nodes of a forward pass do to its randomness, sorted by kind and worked out together.

Notation: as in node_noise.py.

Reference: hanin2018start, theorem 5.
"""

from __future__ import annotations

from typing import NamedTuple

from fanscope.layout import ActivationNode, ConvNode, LinearNode, NormNode, ResidualNode
from fanscope.theory.node_noise import (
    BendNoise,
    NormNoise,
    SumNoise,
    WeightNoise,
    bend_noise,
    norm_noise,
    sum_noise,
    weight_noise,
)
from fanscope.theory.ranks import Ranks, rank_all, stack_rows
from fanscope.theory.stream import Stream
from fanscope.theory.visit import Visit, walk_visits
from fanscope.theory.weights import MainVariances


class NodeNoise(NamedTuple):
    """What all nodes do.

    Attributes:
        row: A visit's row among its kind, by its place.
        layer: Rows of the weighted layers in the layout's list.
        weights: Of weighted layers.
        bends: Of activations.
        norms: Of norms.
        sums: Of residual blocks.
    """

    row: dict[int, int]
    layer: list[int]
    weights: WeightNoise
    bends: BendNoise
    norms: NormNoise
    sums: SumNoise


def measure_nodes(
    visits: tuple[Visit, ...], index: dict[str, int], variances: MainVariances, *, n: int
) -> NodeNoise:
    """Return what the nodes of a whole forward pass do to its randomness.

    Args:
        visits: The pass in the mean.
        index: Rows of the layers in ``variances``, by name.
        variances: What is drawn.
        n: Inputs of the batch.
    """
    weights, bends, norms, sums = _sort(visits)
    num_schemes = len(visits[0].x.log_second)
    of_weights, of_norms, of_bends = _rank_each(
        (
            [visit.y for visit in weights],
            [visit.y for visit in norms],
            [visit.x for visit in bends],
        ),
        num_schemes,
        n=n,
    )
    layers = [
        visit.node.layer for visit in weights if isinstance(visit.node, LinearNode | ConvNode)
    ]
    rows = [index[layer.name] for layer in layers]
    kinds = (weights, bends, norms, sums)
    return NodeNoise(
        row={visit.place: row for some in kinds for row, visit in enumerate(some)},
        layer=rows,
        weights=weight_noise(
            layers, rows, [visit.passage for visit in weights], of_weights, variances
        ),
        bends=bend_noise(
            [visit.x for visit in bends], [visit.bend for visit in bends], of_bends, n=n
        ),
        norms=norm_noise(
            [visit.node.kind for visit in norms if isinstance(visit.node, NormNode)],
            [visit.x for visit in norms],
            [visit.y for visit in norms],
            of_norms,
        ),
        sums=sum_noise(
            [visit.shortcut_end for visit in sums],
            [visit.body[-1].y for visit in sums],
            stack_rows([visit.of_body for visit in sums if visit.of_body is not None], num_schemes),
            n=n,
        ),
    )


def _sort(visits: tuple[Visit, ...]) -> tuple[list[Visit], list[Visit], list[Visit], list[Visit]]:
    """Return the visits of weighted layers, activations, norms and blocks."""
    weights, bends, norms, sums = [], [], [], []
    for visit in walk_visits(visits):
        match visit.node:
            case LinearNode() | ConvNode():
                weights.append(visit)
            case ActivationNode():
                bends.append(visit)
            case NormNode():
                norms.append(visit)
            case ResidualNode():
                sums.append(visit)
    return weights, bends, norms, sums


def _rank_each(kinds: tuple[list[Stream], ...], num_schemes: int, *, n: int) -> tuple[Ranks, ...]:
    """Return the ranks of several lists of signals; what stands in two lists is looked at once."""
    distinct = {id(signal): signal for signals in kinds for signal in signals}
    ranks = rank_all(list(distinct.values()), num_schemes, n=n)
    row = {name: place for place, name in enumerate(distinct)}
    return tuple(ranks.take([row[id(signal)] for signal in signals]) for signals in kinds)
