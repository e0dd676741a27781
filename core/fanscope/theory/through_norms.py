"""Through a norm: the second moment is 1 again, whatever it was, and only the proportions carry randomness on.

Notation: as in stream.py; D = log v - log m, the noise of the proportion.

Batch norm takes a channel's mean over batch and places away, layer and group norm an example's mean over its units,
RMS norm nothing.

Reference: yang2019mean, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fanscope.layout import NormNode
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.places import mean_over_uneven_pairs
from fanscope.theory.stream import Stream
from fanscope.theory.through_weights import ranks

EPSILON = 1e-5
_UNRESOLVED = 0.02
"""Relative standard deviation of v behind a batch norm that theory leaves open: channels are normalized one by one, v and
m of each together. Found by sampling (benchmarks/prediction_coverage.py)."""


@dataclass(frozen=True, slots=True)
class Leveling:
    """A norm's output, and what the way back needs.

    Attributes:
        stream: Normalized.
        log_divisor: log of the mean square that it divides by, [S].
        noise: Linear form of its logarithm, [S, K].
        wobble: Relative variance of that square between the groups that are normalized apart, [S].
        num_values: Values that are normalized together.
    """

    stream: Stream
    log_divisor: Floats
    noise: Floats
    wobble: Floats
    num_values: float


def through_norm(y: Stream, node: NormNode, sources: Sources, *, n: int) -> Leveling:
    """Return the normalized signal; what theory leaves open is added to ``sources``."""
    removed = _removed(y, node, n=n)
    left = np.maximum(1.0 - removed, 1e-6)
    log_divisor = y.log_second + np.log(left)
    gone, scale = removed[:, None, None], left[:, None, None]
    same, other = (y.same - gone) / scale, (y.other - gone) / scale
    log_second = -np.log1p(EPSILON * np.exp(-np.clip(log_divisor, -300.0, 300.0)))
    per_token = node.kind in ("layernorm", "rmsnorm") and len(node.input) == 2
    leveled = y._replace(
        log_second=log_second,
        same=same,
        other=other,
        inherited=y.inherited / left**2,
        fresh=y.fresh / left**2,
        wander=y.wander / left**2,
        profile=np.ones_like(y.profile) if per_token else y.profile,
        offset=y.offset if node.kind == "rmsnorm" else np.zeros_like(removed),
        length_spread=y.length_spread if node.kind == "batchnorm" else np.zeros_like(removed),
        is_leveled=node.kind == "batchnorm",
        is_between_sharp=y.is_between_sharp or node.kind == "batchnorm",
        is_second_known=True,
    )
    part, before = leveled.between_part(n)[:, None], y.between_part(n)[:, None]
    difference = y.between_noise - y.shared_noise
    wobble = _wobble(leveled, n=n) if node.kind == "batchnorm" else y.length_spread
    between = (1.0 - part) * difference
    if node.kind == "batchnorm":
        between[:, sources.add(_UNRESOLVED**2)] = 1.0
    return Leveling(
        stream=leveled._replace(
            between_noise=between,
            shared_noise=-part * difference,
        ),
        log_divisor=log_divisor,
        noise=before * y.between_noise + (1.0 - before) * y.shared_noise,
        wobble=wobble,
        num_values=_num_values(y, node, n=n),
    )


def _wobble(leveled: Stream, *, n: int) -> Floats:
    """Return the relative variance over channels of what a batch norm divides by, [S]."""
    part = leveled.between_part(n)
    between, shared = ranks(leveled, n=n)
    of_between = np.maximum(2.0 * between + leveled.excess, 0.0)
    return np.asarray(part**2 * of_between + 2.0 * (1.0 - part) ** 2 * shared)


def _removed(y: Stream, node: NormNode, *, n: int) -> Floats:
    """Return the square of the mean that is taken away, over q, [S]."""
    match node.kind:
        case "batchnorm":
            return mean_over_uneven_pairs(y.shared(n), y.profile, y.common_taps)
        case "rmsnorm":
            return np.zeros_like(y.offset)
        case _:
            return y.offset


def _num_values(y: Stream, node: NormNode, *, n: int) -> float:
    height, width = y.places
    match node.kind:
        case "batchnorm":
            return float(n * height * width)
        case "groupnorm":
            return height * width * y.channels / node.groups
        case _ if len(node.input) == 3:
            return float(height * width * y.channels)
        case _:
            return float(y.channels)
