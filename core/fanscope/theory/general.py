"""Any network at step 0: forward node by node, output, backward, and back from logarithms.

Notation:
    L, S, K    layers; schemes predicted together; sources of randomness (see noise.py)
    n          inputs of the batch
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.distribution import Assignment
from fanscope.image_geometry import ImageGeometry
from fanscope.layout import (
    ActivationNode,
    DropoutNode,
    NetworkLayout,
    NormNode,
    PoolNode,
    ResidualNode,
    walk,
)
from fanscope.theory.echo import Echo
from fanscope.theory.every_node import measure_nodes
from fanscope.theory.findings import Bounds, Findings, bound, with_own
from fanscope.theory.fluctuations import embedding_sources
from fanscope.theory.hypernetwork import spread_all_features
from fanscope.theory.logits import Logits, read_logits
from fanscope.theory.noise import Cumulants, Floats, Sources
from fanscope.theory.noise_forth import NoiseForth
from fanscope.theory.perceptron import weight_bounds
from fanscope.theory.program import go_forward
from fanscope.theory.visit import Visit, weighed_layers
from fanscope.theory.way_back import WayBack
from fanscope.theory.weights import main_variances

_SOURCES_PER_LAYER = 3
_SOURCES_PER_NODE = (
    (ActivationNode, 3),
    (NormNode, 2),
    (PoolNode, 3),
    (ResidualNode, 2),
    (DropoutNode, 1),
)
_OTHER_SOURCES = 5


def general_findings(
    layout: NetworkLayout,
    assignments: list[Assignment],
    moments: DataMoments,
    geometry: ImageGeometry | None,
    *,
    n: int,
) -> Findings:
    """Return what theory finds for one network under several assignments.

    Args:
        layout: The network.
        assignments: What each scheme draws.
        moments: Of the data.
        geometry: Of the data's images; None where there are none or it was not measured.
        n: Inputs of the batch.
    """
    layers = layout.layers
    sources = make_sources(layout, num_schemes=len(assignments))
    features = spread_all_features(layout.hypernet, assignments)
    variances = main_variances(layers, assignments, features)
    embeddings = embedding_sources(features, len(layers), sources)
    index = {layer.name: row for row, layer in enumerate(layers)}
    visits = go_forward(layout, variances, assignments, moments, n=n, geometry=geometry)
    forth = NoiseForth(measure_nodes(visits, index, variances, n=n), embeddings, sources, n=n)
    forth.start(visits, moments)
    logits = read_logits(visits, forth, moments, sources, n=n)
    back = WayBack(index, forth, variances, embeddings, sources, n=n)
    if logits is not None:
        back.start(visits, logits.echo)
    cumulants = sources.cumulants()
    weighed = weighed_layers(visits)
    found = [weighed.get(layer.name) for layer in layers]
    return Findings(
        weight=[*weight_bounds(layout, variances, embeddings, cumulants)],
        second=_bound_all([_second(visit, forth) for visit in found], cumulants),
        between=_bound_all([_between(visit, forth) for visit in found], cumulants),
        gradient=_bound_all(
            [_gradient(back.echoes.get(layer.name)) for layer in layers], cumulants
        ),
        loss=_bound_all([_loss(logits)], cumulants)[0],
        is_known=variances.is_known.tolist(),
    )


def make_sources(layout: NetworkLayout, *, num_schemes: int) -> Sources:
    """Return room for all sources of randomness that a network can have."""
    of_nodes = sum(
        count
        for node in walk(layout.program)
        for kind, count in _SOURCES_PER_NODE
        if isinstance(node, kind)
    )
    capacity = _OTHER_SOURCES + _SOURCES_PER_LAYER * len(layout.layers) + of_nodes
    return Sources(num_schemes, capacity)


class Known(NamedTuple):
    """A quantity of a layer that theory knows: log, [S], linear form of its noise, [S, K'], and relative variance of its own, [S]."""

    log_value: Floats
    noise: Floats
    own: Floats


def _bound_all(found: list[Known | None], cumulants: Cumulants) -> list[Bounds | None]:
    """Return the bounds of what is known, all at once."""
    known = [quantity for quantity in found if quantity is not None]
    if not known:
        return [None] * len(found)
    noise = with_own(
        cumulants.of_forms([quantity.noise for quantity in known]),
        np.array([quantity.own for quantity in known]),
    )
    bounds = iter(bound(np.array([quantity.log_value for quantity in known]), noise))
    return [None if quantity is None else next(bounds) for quantity in found]


def _second(visit: Visit | None, forth: NoiseForth) -> Known | None:
    if visit is None or not visit.y.is_second_known:
        return None
    weights, row, form = forth.nodes.weights, forth.nodes.row[visit.place], forth.after[visit.place]
    part = weights.part[row, :, None]
    noise = part * form[:, 0] + (1.0 - part) * form[:, 1]
    return Known(visit.y.log_second, noise, weights.own_second[row])


def _between(visit: Visit | None, forth: NoiseForth) -> Known | None:
    if visit is None or not (visit.y.is_between_known and visit.y.is_between_sharp):
        return None
    weights, row = forth.nodes.weights, forth.nodes.row[visit.place]
    log_between = visit.y.log_second + weights.log_part[row]
    return Known(log_between, forth.after[visit.place][:, 0], weights.own_between[row])


def _gradient(echo: Echo | None) -> Known | None:
    if echo is None or not echo.is_known:
        return None
    return Known(echo.log_second, echo.noise, np.zeros_like(echo.log_second))


def _loss(logits: Logits | None) -> Known | None:
    if logits is None:
        return None
    output = logits.output
    return Known(output.log_loss, output.loss_slope[:, None] * logits.noise, output.loss_spread)
