"""Multilayer perceptrons at step 0: forward, output, backward, and back from logarithms.

Notation:
    L, S, K    layers; schemes predicted together; sources of randomness (see noise.py)
    n          inputs of the batch
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.distribution import Assignment
from fanscope.layout import NetworkLayout
from fanscope.theory.backward import MeanGradients, mean_gradients
from fanscope.theory.findings import Bounds, Findings, bound, with_own
from fanscope.theory.fluctuations import (
    EmbeddingSources,
    Fluctuations,
    embedding_sources,
    fluctuations,
)
from fanscope.theory.forward import MeanField, mean_field
from fanscope.theory.gradient_noise import gradient_noise
from fanscope.theory.hypernetwork import spread_all_features
from fanscope.theory.noise import Cumulants, Floats, Sources
from fanscope.theory.output import OutputStatistics, output_statistics
from fanscope.theory.signal import last_layer
from fanscope.theory.weights import MainVariances, main_variances

_SOURCES_PER_LAYER = 6
_OTHER_SOURCES = 5


class Theory(NamedTuple):
    """All that is worked out for the schemes of one spec, before it is put into words."""

    variances: MainVariances
    embeddings: EmbeddingSources
    mean: MeanField
    forth: Fluctuations
    output: OutputStatistics
    back: MeanGradients
    back_noise: Floats
    cumulants: Cumulants


def perceptron_findings(
    layout: NetworkLayout, assignments: list[Assignment], moments: DataMoments, *, n: int
) -> Findings:
    """Return what theory finds for one network under several assignments."""
    theory = work_out(layout, assignments, moments, n=n)
    cumulants, y, forth = theory.cumulants, theory.mean.preactivations, theory.forth
    between = bound(y.log_between, with_own(cumulants.of(forth.between), forth.own_between))
    second = bound(y.log_second, with_own(cumulants.of(forth.second), forth.own_second))
    gradient = bound(theory.back.log_second, cumulants.of(theory.back_noise))
    return Findings(
        weight=[*weight_bounds(layout, theory.variances, theory.embeddings, cumulants)],
        second=[*second],
        between=[*between] if moments.is_measured else [None] * len(between),
        gradient=[*gradient],
        loss=_loss_bounds(theory),
        is_known=theory.variances.is_known.tolist(),
    )


def work_out(
    layout: NetworkLayout, assignments: list[Assignment], moments: DataMoments, *, n: int
) -> Theory:
    """Return theory's numbers for one network under several assignments."""
    layers = layout.layers
    sources = Sources(len(assignments), _OTHER_SOURCES + _SOURCES_PER_LAYER * len(layers))
    features = spread_all_features(layout.hypernet, assignments)
    variances = main_variances(layers, assignments, features)
    embeddings = embedding_sources(features, len(layers), sources)
    mean = mean_field(layers, variances, moments, n=n)
    forth = fluctuations(layers, mean, variances, embeddings, moments, sources, n=n)
    logits = last_layer(mean.preactivations)
    output = output_statistics(logits, classes=layers[-1].fan_out, n=n)
    back, spread = mean_gradients(layers, mean, variances, output, n=n)
    back_noise = gradient_noise(layers, mean, forth, spread, variances, embeddings, output, sources)
    return Theory(variances, embeddings, mean, forth, output, back, back_noise, sources.cumulants())


def weight_bounds(
    layout: NetworkLayout,
    variances: MainVariances,
    embeddings: EmbeddingSources,
    cumulants: Cumulants,
) -> list[Bounds]:
    """Return the bounds of every layer's Var(W)."""
    share = variances.weight_share
    own = cumulants.take(list(embeddings.own)).weighted(share)
    common = cumulants.take([embeddings.common]).weighted(share)
    return bound(
        variances.log_weight + _log_of_centering(layout),
        with_own(own.plus(common), variances.weight_sampling),
    )


def _log_of_centering(layout: NetworkLayout) -> Floats:
    """Return log(1 - 1/N) of each weight: a variance over N entries takes their own mean away, [L, 1]."""
    with np.errstate(divide="ignore"):
        return np.log1p([[-1.0 / layer.weight.size] for layer in layout.layers])


def _loss_bounds(theory: Theory) -> Bounds:
    output = theory.output
    noise = output.loss_slope[:, None] * theory.forth.second[-1]
    cumulants = with_own(theory.cumulants.of(noise), output.loss_spread)
    return bound(output.log_loss[None], cumulants)[0]
