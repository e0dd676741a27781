"""From a scheme's distributions to what the main layers notice: variances of their weights and biases.

Notation:
    L, S      layers of the main network; schemes predicted together
    s         the draw's own factor on everything generated for a layer (see hypernetwork.py), E[s] = 1
    share     part of a variance that s scales; the rest (offsets, ordinary tensors) does not vary
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, inf, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fanscope.distribution import Assignment, Distribution
from fanscope.layout import HeadLayout, LayerLayout, TensorLayout
from fanscope.theory.hypernetwork import FeatureSpread, kurtosis
from fanscope.theory.noise import Floats


class TensorVariance(NamedTuple):
    """One main tensor under one scheme, drawn or generated; with axes [L, S], all of them.

    Attributes:
        log_variance: log of the variance of an entry at s = 1; minus infinity where there is no tensor.
        share: Part of it that s scales.
        sampling: Relative variance of the variance over the tensor's entries, given s. For an orthogonal
            matrix only the square of the entries' mean varies, by 2 / size^2.
        excess: Excess kurtosis of an entry given s, negative for uniform tensors.
        orthogonal: 1 for a semi-orthogonal matrix, else 0.
        is_random: 1 where entries are independent with mean 0 (or all 0), as theory assumes, else 0: what is
            cut from chunks has several variances, and a product of two factors is of low rank.
    """

    log_variance: float | Floats
    share: float | Floats
    sampling: float | Floats
    excess: float | Floats
    orthogonal: float | Floats
    is_random: float | Floats


class MainVariances(NamedTuple):
    """All tensors of the main network; arrays [L, S].

    Attributes:
        log_weight: log Var(W).
        weight_share: Part of Var(W) that s scales.
        weight_sampling: Relative variance of the variance over W's entries, given s.
        weight_excess: Excess kurtosis of W's entries given s.
        kept_forth: What of an input's length W keeps for sure: min(1, d_out / d_in) where W is
            semi-orthogonal, else 0.
        kept_back: The same of a gradient on its way back through W.
        log_bias: log Var(b), minus infinity without a bias.
        bias_share: Part of Var(b) that s scales.
        bias_excess: Excess kurtosis of b's entries given s.
        is_known: Theory's assumptions hold throughout the network; bool [S].
    """

    log_weight: Floats
    weight_share: Floats
    weight_sampling: Floats
    weight_excess: Floats
    kept_forth: Floats
    kept_back: Floats
    log_bias: Floats
    bias_share: Floats
    bias_excess: Floats
    is_known: NDArray[np.bool_]


_ABSENT = TensorVariance(-inf, 0.0, 0.0, 0.0, 0.0, 1.0)


def main_variances(
    layers: Sequence[LayerLayout],
    assignments: Sequence[Assignment],
    features: Sequence[FeatureSpread | None],
) -> MainVariances:
    """Return what the main network notices of each scheme's assignment."""
    schemes = tuple(zip(assignments, features, strict=True))
    weights = np.array(
        [[_tensor_variance(x.weight, x.weight_head, *scheme) for scheme in schemes] for x in layers]
    )
    biases = np.array(
        [[_tensor_variance(x.bias, x.bias_head, *scheme) for scheme in schemes] for x in layers]
    )
    log_weight, weight_share, sampling, weight_excess, orthogonal, weight_random = np.moveaxis(
        weights, -1, 0
    )
    log_bias, bias_share, _, bias_excess, _, bias_random = np.moveaxis(biases, -1, 0)
    widening = np.array([[layer.fan_out / layer.fan_in] for layer in layers])
    return MainVariances(
        log_weight=log_weight,
        weight_share=weight_share,
        weight_sampling=sampling,
        weight_excess=weight_excess,
        kept_forth=orthogonal * np.minimum(1.0, widening),
        kept_back=orthogonal * np.minimum(1.0, 1.0 / widening),
        log_bias=log_bias,
        bias_share=bias_share,
        bias_excess=bias_excess,
        is_known=(weight_random * bias_random).min(0) > 0,
    )


def _tensor_variance(
    tensor: TensorLayout | None,
    head: HeadLayout | None,
    assignment: Assignment,
    spread: FeatureSpread | None,
) -> TensorVariance:
    if tensor is None:
        return _ABSENT
    if head is None or spread is None:
        return _drawn(tensor.size, assignment[tensor.name])
    return _generated(head, assignment, spread)


@lru_cache(maxsize=1024)
def _drawn(size: int, distribution: Distribution) -> TensorVariance:
    """Return what is drawn; a network has few sizes, and a scheme few distributions."""
    is_orthogonal = distribution.shape == "orthogonal"
    fourth = kurtosis(distribution)
    return TensorVariance(
        log_variance=_log(distribution.variance),
        share=0.0,
        sampling=2.0 / size**2 if is_orthogonal else (fourth - 1.0) / size,
        excess=0.0 if is_orthogonal else fourth - 3.0,
        orthogonal=float(is_orthogonal),
        is_random=float(distribution.is_random),
    )


def _generated(head: HeadLayout, assignment: Assignment, spread: FeatureSpread) -> TensorVariance:
    if head.right is not None and head.base is not None and _is_zero(head.right, assignment):
        return _drawn(head.target.size, assignment[head.base.name])
    kernel, size = assignment[head.kernel.name], head.target.size
    added = [assignment[t.name] for t in (head.offset, head.base) if t is not None]
    by_features = head.features * kernel.variance * exp(spread.log_second_moment)
    variance = by_features + sum(distribution.variance for distribution in added)
    # A sum of d_k products is nearly normal: its excess kurtosis is that of one over about d_k / 1.8.
    excess = (kurtosis(kernel) - 3.0) * min(1.0, 1.8 / head.features)
    return TensorVariance(
        log_variance=_log(variance),
        share=by_features / variance if variance > 0 else 0.0,
        sampling=2.0 / size**2 if kernel.shape == "orthogonal" else (2.0 + excess) / size,
        excess=excess,
        orthogonal=0.0,
        is_random=float(
            head.is_plain and kernel.is_random and all(drawn.is_random for drawn in added)
        ),
    )


def _is_zero(head: HeadLayout, assignment: Assignment) -> bool:
    return all(assignment[tensor.name].second_moment == 0 for tensor in head.tensors)


def _log(variance: float) -> float:
    return log(variance) if variance > 0 else -inf
