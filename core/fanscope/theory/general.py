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
from fanscope.layout import ActivationNode, NetworkLayout, NormNode, PoolNode, ResidualNode, walk
from fanscope.theory.findings import Bounds, Findings, bound, with_own
from fanscope.theory.fluctuations import embedding_sources
from fanscope.theory.hypernetwork import spread_all_features
from fanscope.theory.logits import Logits, read_logits
from fanscope.theory.noise import Cumulants, Floats, Sources
from fanscope.theory.perceptron import weight_bounds
from fanscope.theory.program import go_forward
from fanscope.theory.through_weights import Passage
from fanscope.theory.way_back import Echo, WayBack
from fanscope.theory.weights import main_variances

_SOURCES_PER_LAYER = 3
_SOURCES_PER_NODE = ((ActivationNode, 3), (NormNode, 2), (PoolNode, 3), (ResidualNode, 2))
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
    visits, passages = go_forward(
        layout, variances, assignments, embeddings, moments, sources, n=n, geometry=geometry
    )
    logits = read_logits(visits, moments, sources, n=n)
    back = WayBack(
        {layer.name: index for index, layer in enumerate(layers)},
        variances,
        embeddings,
        sources,
        n=n,
    )
    if logits is not None:
        back.start(visits, logits.echo)
    cumulants = sources.cumulants()
    found = [passages.get(layer.name) for layer in layers]
    return Findings(
        weight=[*weight_bounds(layout, variances, embeddings, cumulants)],
        second=_bound_all([_second(passage) for passage in found], cumulants),
        between=_bound_all([_between(passage, n=n) for passage in found], cumulants),
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
    """A quantity of a layer that theory knows: log, linear form of its noise, and relative variance of its own."""

    log_value: Floats
    noise: Floats
    own: Floats


def _bound_all(found: list[Known | None], cumulants: Cumulants) -> list[Bounds | None]:
    """Return the bounds of what is known, all at once."""
    known = [quantity for quantity in found if quantity is not None]
    if not known:
        return [None] * len(found)
    noise = with_own(
        cumulants.of(np.array([quantity.noise for quantity in known])),
        np.array([quantity.own for quantity in known]),
    )
    bounds = iter(bound(np.array([quantity.log_value for quantity in known]), noise))
    return [None if quantity is None else next(bounds) for quantity in found]


def _second(passage: Passage | None) -> Known | None:
    if passage is None or not passage.stream.is_second_known:
        return None
    return Known(passage.stream.log_second, passage.second_noise, passage.own_second)


def _between(passage: Passage | None, *, n: int) -> Known | None:
    if passage is None or not (passage.stream.is_between_known and passage.stream.is_between_sharp):
        return None
    with np.errstate(divide="ignore"):
        log_between = passage.stream.log_second + np.log(passage.stream.between_part(n))
    return Known(log_between, passage.between_noise, passage.own_between)


def _gradient(echo: Echo | None) -> Known | None:
    if echo is None or not echo.is_known:
        return None
    return Known(echo.log_second, echo.noise, np.zeros_like(echo.log_second))


def _loss(logits: Logits | None) -> Known | None:
    if logits is None:
        return None
    output = logits.output
    return Known(output.log_loss, output.loss_slope[:, None] * logits.noise, output.loss_spread)
