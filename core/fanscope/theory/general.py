"""Any network at step 0: forward node by node, output, backward, and back from logarithms.

Notation:
    L, S, K    layers; schemes predicted together; sources of randomness (see noise.py)
    n          inputs of the batch
"""

from __future__ import annotations

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.distribution import Assignment
from fanscope.layout import ActivationNode, NetworkLayout, NormNode, PoolNode, ResidualNode, walk
from fanscope.theory.findings import Bounds, Findings, bound, with_own
from fanscope.theory.fluctuations import embedding_sources
from fanscope.theory.hypernetwork import spread_all_features
from fanscope.theory.logits import Logits, read_logits
from fanscope.theory.noise import Cumulants, Sources
from fanscope.theory.perceptron import weight_bounds
from fanscope.theory.program import go_forward
from fanscope.theory.through_weights import Passage
from fanscope.theory.way_back import Echo, WayBack
from fanscope.theory.weights import main_variances

_SOURCES_PER_LAYER = 3
_SOURCES_PER_NODE = 3
_OTHER_SOURCES = 3


def general_findings(
    layout: NetworkLayout, assignments: list[Assignment], moments: DataMoments, *, n: int
) -> Findings:
    """Return what theory finds for one network under several assignments."""
    layers = layout.layers
    sources = make_sources(layout, num_schemes=len(assignments))
    features = spread_all_features(layout.hypernet, assignments)
    variances = main_variances(layers, assignments, features)
    embeddings = embedding_sources(features, len(layers), sources)
    visits, passages = go_forward(layout, variances, assignments, embeddings, moments, sources, n=n)
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
        second=[_second(passage, cumulants) for passage in found],
        between=[_between(passage, cumulants, n=n) for passage in found],
        gradient=[_gradient(back.echoes.get(layer.name), cumulants) for layer in layers],
        loss=None if logits is None else _loss(logits, cumulants),
        is_known=variances.is_known.tolist(),
    )


def make_sources(layout: NetworkLayout, *, num_schemes: int) -> Sources:
    """Return room for all sources of randomness that a network can have."""
    nodes = sum(
        isinstance(node, ActivationNode | NormNode | PoolNode | ResidualNode)
        for node in walk(layout.program)
    )
    capacity = _OTHER_SOURCES + _SOURCES_PER_LAYER * len(layout.layers) + _SOURCES_PER_NODE * nodes
    return Sources(num_schemes, capacity)


def _gradient(echo: Echo | None, cumulants: Cumulants) -> Bounds | None:
    if echo is None or not echo.is_known:
        return None
    return bound(echo.log_second[None], cumulants.of(echo.noise))[0]


def _loss(logits: Logits, cumulants: Cumulants) -> Bounds:
    output = logits.output
    noise = cumulants.of(output.loss_slope[:, None] * logits.noise)
    return bound(output.log_loss[None], with_own(noise, output.loss_spread))[0]


def _second(passage: Passage | None, cumulants: Cumulants) -> Bounds | None:
    if passage is None or not passage.stream.is_second_known:
        return None
    noise = with_own(cumulants.of(passage.second_noise), passage.own_second)
    return bound(passage.stream.log_second[None], noise)[0]


def _between(passage: Passage | None, cumulants: Cumulants, *, n: int) -> Bounds | None:
    if passage is None or not passage.stream.is_between_known:
        return None
    noise = with_own(cumulants.of(passage.between_noise), passage.own_between)
    with np.errstate(divide="ignore"):
        log_between = passage.stream.log_second + np.log(passage.stream.between_part(n))
    return bound(log_between[None], noise)[0]
