"""Backward through the main network: second moment of gradients and how it varies.

Notation:
    L, S, K  layers; schemes; sources of randomness
    g        E[(dL/dy)^2] of a layer's pre-activation, L one example's loss, mean over units and inputs
    R        mean squared product of two examples' gradients over g^2: what the batch shares of them
    lambda   relative variance of one example's squared gradient length over examples
    a        alignment, (y . dL/dy)^2 over its mean for independent directions, q |dL/dy|^2
    n, d     inputs of the batch, units of the layer

g_l = d_{l+1} Var(W_{l+1}) E[phi'^2] g_{l+1}, were the weights on the way back others than on the way there. They
are the same, and have seen y: that sends (a - 1) / d more back, to the units y came from. ReLU layers pass y . dL/dy
on unchanged, so that draws with large logits have large gradients in every layer.

Reference: schoenholz2017deep, section 3 and eq. 16 (chi_1 = d Var(W) E[phi'^2]).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fanscope.layout import LayerLayout
from fanscope.theory.forward import MeanField
from fanscope.theory.noise import Floats
from fanscope.theory.output import OutputStatistics
from fanscope.theory.weights import MainVariances

_UNRESOLVED, _UNRESOLVED_SHARED = 0.032, 0.4
"""Relative variance, times a layer's width and over the spread of phi'^2, of what orthogonal weights leave: small
effects that the fluctuations of independent weights drown; the second number is for the squared part of y that all
inputs share. Found by sampling at widths 32 to 128 (benchmarks/prediction_coverage.py)."""


class MeanGradients(NamedTuple):
    """The backward pass in the mean; arrays [L, S], the last layer's from the loss.

    Attributes:
        log_second: log g.
        alignment: a.
    """

    log_second: Floats
    alignment: Floats


class GradientSpread(NamedTuple):
    """What the hidden layers do to the gradients' randomness; arrays [L - 1, S].

    Attributes:
        unit: Relative variance of one unit's squared gradient, mean over the batch.
        unresolved: Relative variance that theory leaves open.
        pull: Log-slope of g over the alignment of the layer that follows.
        direct: Part of (y . dL/dy)^2 that came down from the layer that follows.
    """

    unit: Floats
    unresolved: Floats
    pull: Floats
    direct: Floats


def mean_gradients(
    layers: tuple[LayerLayout, ...],
    mean: MeanField,
    variances: MainVariances,
    output: OutputStatistics,
    *,
    n: int,
) -> tuple[MeanGradients, GradientSpread]:
    """Return the backward pass of every scheme in the mean, and how its hidden layers spread it.

    Args:
        layers: The main network.
        mean: The forward pass.
        variances: Weights and biases.
        output: What the loss sends back.
        n: Inputs of the batch.
    """
    response = mean.responses
    width, width_above = (
        np.array([[layer.fan_out] for layer in some], dtype=float).reshape(-1, 1)
        for some in (layers[:-1], layers[1:])
    )
    certain = variances.kept_back[1:]
    gathered = response.slope_second - certain
    alignment, direct = _align(mean, output)
    through_weights = _part_through_weights(mean)[1:]
    extra = gathered * through_weights * (alignment[1:] - 1.0) / width
    slope = response.slope_slope
    bend = slope**2 + response.slope_bend - slope
    eta = mean.preactivations.norm_spread[:-1] - 2.0 * variances.kept_forth[:-1] / width
    steps = (
        np.log(width_above)
        + variances.log_weight[1:]
        + response.log_slope
        + np.log1p(np.clip(0.5 * bend * eta, -0.5, 1.0))
        + np.log1p(extra)
    )
    log_second = np.concatenate([steps, output.log_gradient[None]])[::-1].cumsum(0)[::-1]
    spread = GradientSpread(
        unit=_unit_spread(mean, variances, output, width, width_above, n=n),
        unresolved=certain * _unresolved(mean) / width,
        pull=gathered * through_weights * alignment[1:] / (width * (1.0 + extra)),
        direct=direct,
    )
    return MeanGradients(log_second, alignment), spread


def _unresolved(mean: MeanField) -> Floats:
    """Return what is left open at a width of 1, [L - 1, S]."""
    shared = 1.0 - mean.preactivations.between_part[:-1]
    spread = np.expm1(mean.responses.slope_fourth)
    return np.asarray(spread * (_UNRESOLVED + _UNRESOLVED_SHARED * shared**2))


def _align(mean: MeanField, output: OutputStatistics) -> tuple[Floats, Floats]:
    """Return a of all layers, [L, S], and the part of it that came down, [L - 1, S]."""
    response = mean.responses
    through = np.square(response.second_slope) * np.exp(response.log_second - response.log_slope)
    fresh = np.maximum(1.0 + 2.0 * response.slope_slope - through, 0.0)
    shares = _part_through_weights(mean)[1:]
    alignments, directs = [output.gradient_alignment], []
    for kept, own, share in zip(through[::-1], fresh[::-1], shares[::-1], strict=True):
        came = kept * share * alignments[-1]
        alignments.append(came + kept * (1.0 - share) + own)
        directs.append(came / alignments[-1])
    return np.array(alignments[::-1]), np.array(directs[::-1]).reshape(through.shape)


def _part_through_weights(mean: MeanField) -> Floats:
    """Return the part of q that came through weights, [L, S]: a bias looks at no unit below."""
    y = mean.preactivations
    return y.between_part + (1.0 - y.between_part) * y.weight_part


def _unit_spread(
    mean: MeanField,
    variances: MainVariances,
    output: OutputStatistics,
    width: Floats,
    width_above: Floats,
    *,
    n: int,
) -> Floats:
    """Return the relative variance of one unit's squared gradient, mean over the batch, [L - 1, S].

    A unit's gradient is phi'(y) t with t Gaussian over the batch: the variance of its mean square
    follows from R and from how unevenly units have phi'. What two examples share shrinks with every
    layer, but for a chance part 1 / width.
    """
    response, certain = mean.responses, variances.kept_back[1:]
    free = 1.0 - certain
    uneven = np.exp(response.slope_unevenness)
    alone = (1.0 + 2.0 * free) * (1.0 + output.gradient_lengths) * np.exp(response.slope_fourth)
    shared = np.square(mean.slope_overlaps)
    chance = (uneven - shared * certain) / width
    excess = variances.weight_excess[1:] / width_above
    base = (1.0 - 1.0 / n) * uneven
    rest = base + alone / n - 1.0
    overlap, peaks = output.gradient_overlap, np.ones_like(output.gradient_overlap)
    spreads = []
    for index in range(len(uneven) - 1, -1, -1):
        projected = 2.0 * overlap * free[index] + excess[index] * peaks
        spreads.append(rest[index] + base[index] * projected)
        overlap = np.minimum(shared[index] * overlap + chance[index], 1.0)
        peaks = 1.0 + spreads[-1]
    return np.array(spreads[::-1]).reshape(uneven.shape)
