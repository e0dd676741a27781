"""Forward through the main network around the mean: what varies from draw to draw, and by how much.

Notation:
    L, S, K     layers; schemes; sources of randomness (see noise.py)
    V, M, v, m, q, n, tau, eta    as in forward.py
    s           embedding factor of a layer (see hypernetwork.py)
    d           units of the layer

Given its input, a layer's units are independent Gaussian vectors over the batch with covariance K.
Mean over d units: v fluctuates by 2 tr(K_c^2) / (d tr(K_c)^2) = 2 ((1 + eta) / n + tau) / d, m by 2 / d
(K_c: K without the batch mean). The activation passes these on and adds its own (unevenness.py).

Reference: hanin2018start, theorem 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.layout import LayerLayout
from fanscope.theory.forward import MeanField
from fanscope.theory.hypernetwork import FeatureSpread
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.signal import capped_ratios
from fanscope.theory.unevenness import Residuals, Slopes, log_slopes, residuals
from fanscope.theory.weights import MainVariances


class EmbeddingSources(NamedTuple):
    """Columns of log s: ``common`` for the trunk all layers share, ``own`` for each layer's embedding."""

    common: int
    own: Sequence[int]


class Fluctuations(NamedTuple):
    """Randomness of the forward pass.

    Attributes:
        between: Linear forms of log v without the layer's own width, [L, S, K].
        second: Linear forms of log q without the layer's own width, [L, S, K].
        own_between: Relative variance of v from the layer's own width, [L, S].
        own_second: Relative variance of q from the layer's own width, [L, S].
        slopes: Of the hidden activations, [L - 1, S].
        left: What the slopes do not explain, of one unit, [L - 1, S].
        tilt: Part of log v's own-width noise that log m shares, [L, S].
        columns: Of a hidden layer's v, the rest of m, e1 and e2, [L - 1][4].
    """

    between: Floats
    second: Floats
    own_between: Floats
    own_second: Floats
    slopes: Slopes[Floats]
    left: Residuals
    tilt: Floats
    columns: Sequence[Sequence[int]]


def embedding_sources(
    features: Sequence[FeatureSpread | None], num_layers: int, sources: Sources
) -> EmbeddingSources:
    """Add the sources of s."""
    known = [feature or FeatureSpread(0.0, 0.0, 0.0) for feature in features]
    common = sources.add(np.array([feature.common for feature in known]))
    own = np.array([feature.own for feature in known])
    excess = np.array([feature.own_excess_third for feature in known])
    return EmbeddingSources(
        common, [sources.add(own, excess_third_S=excess) for _ in range(num_layers)]
    )


def fluctuations(
    layers: tuple[LayerLayout, ...],
    mean: MeanField,
    variances: MainVariances,
    embeddings: EmbeddingSources,
    moments: DataMoments,
    sources: Sources,
    *,
    n: int,
) -> Fluctuations:
    """Return the randomness of the forward pass; its sources are added to ``sources``."""
    y = mean.preactivations
    hidden = len(layers) - 1
    own_between, own_shared, own_cross = _own_width(layers, mean, variances, n=n)
    tilt = np.where(own_between > 0, own_cross / np.maximum(own_between, 1e-300), 0.0)
    rest = np.maximum(own_shared - tilt * own_cross, 0.0)
    between_part = y.between_part
    slopes = log_slopes(mean.responses, between_part[:hidden])
    left = residuals(
        mean.responses,
        slopes,
        rank=((1.0 + y.norm_spread) / n + y.overlap)[:hidden],
        overlap=y.overlap[:hidden],
        n=n,
    )
    columns = [
        [
            sources.add(variance)
            for variance in (
                own_between[index],
                rest[index],
                left.first[index] / layer.fan_out,
                left.second[index] / layer.fan_out,
            )
        ]
        for index, layer in enumerate(layers[:-1])
    ]
    between, shared = _run(
        y.weight_part,
        variances,
        embeddings,
        Passing(slopes, left, tilt, columns),
        data_noise(moments, n, sources),
    )
    share = between_part[..., None]
    return Fluctuations(
        between=between,
        second=shared + share * (between - shared),
        own_between=own_between,
        own_second=between_part**2 * own_between
        + (1.0 - between_part) ** 2 * own_shared
        + 2.0 * between_part * (1.0 - between_part) * own_cross,
        slopes=slopes,
        left=left,
        tilt=tilt,
        columns=columns,
    )


def _own_width(
    layers: tuple[LayerLayout, ...], mean: MeanField, variances: MainVariances, *, n: int
) -> tuple[Floats, Floats, Floats]:
    """Return relative variance of v, of m, and covariance, from each layer's own width, [L, S].

    Where inputs differ along their mean, v and m look at the same weights.
    """
    y = mean.preactivations
    fan_in = np.array([[layer.fan_in] for layer in layers])
    fan_out = np.array([[layer.fan_out] for layer in layers])
    free = 1.0 - variances.kept_forth
    # Uniform weights vary less in their squares: felt where few inputs carry the signal.
    excess = variances.weight_excess / fan_in
    # What all directions share equally, 1 / d_in of it, a semi-orthogonal matrix keeps for certain.
    rank = (1.0 + y.norm_spread) / n + y.overlap - (variances.kept_forth > 0) / fan_in
    between = np.maximum(2.0 * rank + excess * y.between_peaks, 0.0) * free
    through = np.maximum(2.0 + excess * y.shared_peaks, 0.0) * free
    bias_part = 1.0 - y.weight_part
    shared = (
        through * y.weight_part**2
        + (2.0 + variances.bias_excess) * bias_part**2
        + 4.0 * y.weight_part * bias_part
    )
    cross = 2.0 * y.pull * capped_ratios(y.log_shared, y.log_between) * free
    cross = np.minimum(cross, 0.95 * np.sqrt(between * shared))
    return between / fan_out, shared / fan_out, cross / fan_out


def data_noise(moments: DataMoments, n: int, sources: Sources) -> tuple[Floats, Floats]:
    """Return the linear forms of the batch's log V and log M, [S, K].

    They miss the data set's by what the examples pull, 1/n of one example's, times the fraction of
    the data set that the batch has not seen. The mean of n inputs has a chance part, |sum of (x - mu) / n|^2, as well.
    """
    unseen = moments.unseen_fraction(n) / n
    shared_mean = moments.shared + moments.between * unseen
    chance = moments.between * unseen / shared_mean
    certain = 1.0 - chance
    tilt = certain * moments.cross_pull / moments.between_pull
    by_between = unseen * moments.between_pull
    by_shared = unseen * certain**2 * moments.shared_pull
    by_chance = chance**2 * (moments.between_pull / n + (1.0 - 1.0 / n) * 2.0 * moments.overlap)
    by_both = 2.0 * certain * chance * moments.cross_pull / n
    first = sources.add(by_between)
    second = sources.add(max(by_shared + by_chance + by_both - tilt**2 * by_between, 0.0))
    between, shared = sources.zero(), sources.zero()
    between[:, first] = 1.0
    shared[:, first], shared[:, second] = tilt, 1.0
    return between, shared


class Passing(NamedTuple):
    """How the hidden layers pass noise on, and where their own goes; see :class:`Fluctuations`."""

    slopes: Slopes[Floats]
    left: Residuals
    tilt: Floats
    columns: Sequence[Sequence[int]]


def _run(
    weight_part: Floats,
    variances: MainVariances,
    embeddings: EmbeddingSources,
    passing: Passing,
    data_noise: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Return the linear forms of log v and log m of every layer, own width left out, [L, S, K]."""
    between, shared = data_noise
    betweens, shareds = [], []
    by_bias = (1.0 - weight_part) * variances.bias_share
    of_m = weight_part * variances.weight_share + by_bias
    for index, own in enumerate(embeddings.own):
        shared *= weight_part[index, :, None]
        for column in (own, embeddings.common):
            between[:, column] += variances.weight_share[index]
            shared[:, column] += of_m[index]
        betweens.append(between.copy())
        shareds.append(shared.copy())
        if index < len(passing.columns):
            between, shared = _pass_on(between, shared, passing, index)
    return np.array(betweens), np.array(shareds)


def _pass_on(
    between: Floats, shared: Floats, passing: Passing, index: int
) -> tuple[Floats, Floats]:
    """Return the linear forms of log V' and log M' after hidden layer ``index``."""
    vv, vm, mv, mm, _, _ = (slope[index, :, None] for slope in passing.slopes)
    v, m, first, second = passing.columns[index]
    between[:, v] = 1.0
    shared[:, v], shared[:, m] = passing.tilt[index], 1.0
    passed, passed_shared = vv * between + vm * shared, mv * between + mm * shared
    passed[:, first] = 1.0
    passed_shared[:, first], passed_shared[:, second] = passing.left.tilt[index], 1.0
    return passed, passed_shared
