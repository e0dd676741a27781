"""Through a norm: the second moment is 1 again, whatever it was, and only the proportions carry randomness on.

Notation: as in stream.py.

Batch norm takes a channel's mean over batch and places away, layer and group norm an example's mean over its units,
RMS norm nothing.

Reference: yang2019mean, section 3.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from fanscope.layout import NormNode
from fanscope.theory.noise import Floats
from fanscope.theory.places import mean_over_places_and_pairs
from fanscope.theory.stream import Stream, constants

EPSILON = 1e-5
_LOG_EPSILON = log(EPSILON)


class Leveling(NamedTuple):
    """A norm's output, and what the way back needs.

    Attributes:
        stream: Normalized.
        log_divisor: log of the mean square that it divides by, [S].
        num_values: Values that are normalized together.
    """

    stream: Stream
    log_divisor: Floats
    num_values: float


def through_norm(y: Stream, node: NormNode, *, n: int) -> Leveling:
    """Return the normalized signal."""
    removed = _removed(y, node, n=n)
    left = np.maximum(1.0 - removed, 1e-6)
    log_divisor = y.log_second + np.log(left)
    squared = np.square(left)
    is_batchnorm = node.kind == "batchnorm"
    zeros = constants(0.0, len(left))
    per_token = node.kind in ("layernorm", "rmsnorm") and len(node.input) == 2
    leveled = y._replace(
        log_second=-np.logaddexp(0.0, _LOG_EPSILON - np.maximum(log_divisor, -300.0)),
        pairs=(y.pairs - removed[:, None, None, None]) / left[:, None, None, None],
        inherited=y.inherited / squared,
        fresh=y.fresh / squared,
        wander=y.wander / squared,
        profile=np.ones_like(y.profile) if per_token else y.profile,
        offset=y.offset if node.kind == "rmsnorm" else zeros,
        length_spread=y.length_spread if is_batchnorm else zeros,
        is_leveled=is_batchnorm,
        is_centered=node.kind != "rmsnorm",
        is_between_sharp=y.is_between_sharp or is_batchnorm,
        is_second_known=True,
    )
    return Leveling(leveled, log_divisor, _num_values(y, node, n=n))


def _removed(y: Stream, node: NormNode, *, n: int) -> Floats:
    """Return the square of the mean that is taken away, over q, [S]."""
    match node.kind:
        case "batchnorm":
            return _shared_by_batch(y, n=n)
        case "rmsnorm":
            return constants(0.0, len(y.offset))
        case _:
            return y.offset


def _shared_by_batch(y: Stream, *, n: int) -> Floats:
    """Return the squared mean over n inputs and all places, over q, [S].

    Two places have the root of both second moments, times ``common_taps``; a place with itself has its own.
    """
    height, width = y.places
    own, shared = (y.pairs.reshape(len(y.pairs), -1) @ _mean_over_batch(height, width, n)).T
    roots = np.sqrt(y.profile).reshape(len(own), -1).sum(1) / (height * width)
    return np.asarray(own + (shared - own) * (np.square(roots) * y.common_taps))


@lru_cache(maxsize=256)
def _mean_over_batch(height: int, width: int, n: int) -> Floats:
    """Return what sums up ``same`` and ``other`` of n inputs: of one place, mean over places, and of pairs of places, [2 D, 2]."""
    over_places = mean_over_places_and_pairs(height, width)
    return np.concatenate([over_places / n, over_places * (1.0 - 1.0 / n)])


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
