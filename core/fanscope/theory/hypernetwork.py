"""How much the squared length of a head's features varies from draw to draw.

Notation:
    h, d_k   features of one main layer's heads and their number
    s        |h|^2 / (d_k V), the factor by which one draw's generated variances miss their target, E[s] = 1
    own      relative variance of s from what is drawn for this main layer alone
    common   relative variance of s from what all main layers share: the trunk's weights

Given h, a generated tensor is an ordinary random matrix of variance d_k V Var(H) s: that is all a
main network notices of its hypernetwork.

Var(s) = (kurtosis - 1) / d_k: 0.8 / d_k for uniform embeddings and 2 / d_k for normal ones.

Reference: chang2020principled, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log

import numpy as np

from fanscope.distribution import Assignment, Distribution
from fanscope.layout import CodeLayout, HypernetLayout
from fanscope.theory.correlation import Response
from fanscope.theory.noise import Floats
from fanscope.theory.tables import response_grid

_KURTOSIS = {"uniform": 1.8, "normal": 3.0, "orthogonal": 3.0, "constant": 1.0}
_UNIFORM_EXCESS_THIRD = 27 / 7 - 3 * 9 / 5 + 2 - 2 * 0.8**2
"""Third cumulant of 3 U^2, U uniform on [-1, 1], less the gamma's: moments 1, 9/5 and 27/7."""


@dataclass(frozen=True, slots=True)
class FeatureSpread:
    """The features of one main layer.

    Attributes:
        log_second_moment: log V; minus infinity where the features vanish.
        own: Relative variance of s, independent between main layers.
        common: Relative variance of s that all main layers share.
        own_excess_third: Third cumulant of s beyond that of a gamma number of relative variance ``own``.
    """

    log_second_moment: float
    own: float
    common: float
    own_excess_third: float = 0.0


def kurtosis(distribution: Distribution) -> float:
    """Return the fourth moment over the squared variance of an entry, its mean removed."""
    return _KURTOSIS.get(distribution.shape, 3.0)


def spread_features(hypernet: HypernetLayout, assignment: Assignment) -> FeatureSpread:
    """Return the spread of the features behind code and trunk.

    A code that all layers share varies for all alike; one that is given, or is one-hot, does not vary at all.
    """
    code = hypernet.code
    second = _second_moment(code, assignment)
    if second == 0:
        return FeatureSpread(-inf, 0.0, 0.0)
    spread = _code_spread(code, assignment)
    own, common = (spread, 0.0) if code.is_per_layer else (0.0, spread)
    if not hypernet.trunk:
        return FeatureSpread(log(second), own, common, _excess_third(code, assignment))
    log_second, correlation = log(second), _correlation(code, assignment)
    for index, (weight, bias) in enumerate(hypernet.trunk):
        from_weights = weight.fan_in * assignment[weight.name].variance * exp(log_second)
        from_bias = assignment[bias.name].second_moment
        log_q = log(from_weights + from_bias) if from_weights + from_bias > 0 else -inf
        if log_q == -inf:
            return FeatureSpread(-inf, 0.0, 0.0)
        share = from_weights / (from_weights + from_bias)
        correlation = min(1.0, share * correlation + 1.0 - share)
        response = _respond(hypernet, log_q, correlation)
        slope = (float(response.second_slope) * share) ** 2
        tails = _tails(code, assignment[weight.name]) if index == 0 else 1.0
        shared_tails = tails if correlation == 1.0 else 1.0
        shared_noise = (shared_tails * float(response.second_unevenness) - 1.0) / weight.fan_out
        all_noise = (tails * float(response.second_fourth) - 1.0) / weight.fan_out
        own = slope * own + max(0.0, all_noise - shared_noise)
        common = slope * common + shared_noise
        log_second = log_q + float(response.log_second)
        correlation = float(response.shared_floor + correlation * response.shared_rise)
    return FeatureSpread(log_second, own, common)


def _second_moment(code: CodeLayout, assignment: Assignment) -> float:
    if not code.embeddings:
        return code.second_moment
    return assignment[code.embeddings[0].name].second_moment


def _code_spread(code: CodeLayout, assignment: Assignment) -> float:
    """Return the relative variance of a code's squared length from draw to draw."""
    if code.is_deterministic:
        return 0.0
    if not code.embeddings:
        return (code.kurtosis - 1.0) / code.size
    drawn = assignment[code.embeddings[0].name]
    of_squares = drawn.variance**2 * (kurtosis(drawn) - 1.0)
    return (of_squares + 4.0 * drawn.mean**2 * drawn.variance) / (
        code.size * drawn.second_moment**2
    )


def _tails(code: CodeLayout, weight: Distribution) -> float:
    """Return the kurtosis of the first trunk layer's pre-activations over that of a normal number.

    They are sums of as many products as the code has numbers: of one, where the code is one-hot. The fourth
    moment behind a ReLU is in proportion to it, behind tanh nearly.
    """
    return 1.0 + (kurtosis(weight) - 3.0) / 3.0 * code.kurtosis / code.size


def _excess_third(code: CodeLayout, assignment: Assignment) -> float:
    if code.kind != "learned":
        return 0.0
    drawn = assignment[code.embeddings[0].name]
    is_uniform = drawn.shape == "uniform" and drawn.mean == 0
    return _UNIFORM_EXCESS_THIRD / code.size**2 if is_uniform else 0.0


def _correlation(code: CodeLayout, assignment: Assignment) -> float:
    """Return the cosine between the codes of two main layers: 1 where they share it, 0 between one-hot codes."""
    if not code.is_per_layer:
        return 1.0
    if code.is_deterministic:
        return 0.0
    drawn = assignment[code.embeddings[0].name]
    return drawn.mean**2 / drawn.second_moment


def _respond(hypernet: HypernetLayout, log_q: float, correlation: float) -> Response[Floats]:
    t = -np.log(max(1.0 - correlation, 1e-12))
    return response_grid(hypernet.trunk_activation).look_up(np.array(log_q), np.array(t))


def spread_all_features(
    hypernet: HypernetLayout | None, assignments: Sequence[Assignment]
) -> list[FeatureSpread | None]:
    """Return the spread of the features under each scheme; None without a hypernetwork."""
    if hypernet is None:
        return [None] * len(assignments)
    return [spread_features(hypernet, assignment) for assignment in assignments]
