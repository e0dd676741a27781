"""Through what has no weights: pools, flattening, dropout.

Notation: as in stream.py.

A mean over places keeps what places have in common. The largest value of a window has no theory here: what
follows is unknown until a norm.

Reference: poole2016exponential, eq. 5 (the correlations that the mean needs).
"""

from __future__ import annotations

import numpy as np

from fanscope.layout import PoolNode
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.places import (
    REACH,
    mean_over_uneven_pairs,
    side_weights,
    smooth,
    tap_weights,
)
from fanscope.theory.stream import Stream

_LEVELED = 1.4
"""Factor on the noise of v behind a global pool whose channels a batch norm has scaled one by one: theory knows how the
mean over channels varies, not how much each keeps of its places' mean. Found by sampling, as the next."""
_WANDER = 3.0
"""2 for a Gaussian's squares, and half as much again for the shape of the correlation, which pools do not average out."""
_LENGTH_NOISE = 0.8
"""Relative variance of how much inputs' lengths differ; found by sampling (benchmarks/prediction_coverage.py)."""


def through_pool(x: Stream, node: PoolNode, sources: Sources, *, n: int) -> Stream:
    """Return the pooled signal; what pools differently from draw to draw is added to ``sources``."""
    pooled = _pool_all(x) if node.kind == "global" else _pool_windows(x, node)
    if node.kind == "max" or node.padding:  # padded windows hold fewer places than others
        return pooled._replace(is_second_known=False, is_between_known=False)
    # A mean over places is as large as places are alike, which is unknown where v is.
    pooled = pooled._replace(is_second_known=x.is_second_known and x.is_between_known)
    return _add_noise(x, pooled, sources, n=n)


def _pool_all(x: Stream) -> Stream:
    same, other = (
        mean_over_uneven_pairs(values, x.profile)[:, None, None] for values in (x.same, x.other)
    )
    # Inputs that are longer are longer at all places: that is left when the rest has averaged out.
    longer = 0.25 * x.length_spread[:, None, None] * other
    sides = [_jointly(x.likeness, side_weights(side), 1)[:, 0] for side in x.places]
    alone = np.zeros_like(x.likeness)
    alone[:, 0] = 1.0
    return _pooled(x, (1, 1), same + longer, other, sides[0] * sides[1], alone)


def _pool_windows(x: Stream, node: PoolNode) -> Stream:
    height, width = node.output[1], node.output[2]
    same, other = (
        smooth(values, node.kernel, node.stride, (height, width)) for values in (x.same, x.other)
    )
    along = _jointly(x.likeness, tap_weights(node.kernel), node.stride)
    pooled = along / np.maximum(along[:, :1], 1e-300)
    return _pooled(x, (height, width), same, other, along[:, 0] ** 2, pooled)


def _jointly(likeness: Floats, weights: Floats, stride: int) -> Floats:
    """Return what means along a side leave of deviations that move with both places of a pair, [S, REACH].

    By displacement of the means; ``weights`` are those of displacements 0, 1, ..., both signs together.
    """
    near = weights[:REACH]
    squares = np.concatenate([near[:1] ** 2, 0.25 * near[1:] ** 2])
    padded = np.zeros((len(likeness), REACH * (stride + 2)))
    padded[:, :REACH] = likeness
    steps = np.arange(REACH) * stride
    left = squares[0] * padded[:, steps]
    for u in range(1, len(squares)):
        both = padded[:, steps + u] + padded[:, np.abs(steps - u)]
        left = left + squares[u] * both
    return np.asarray(left)


def _pooled(
    x: Stream,
    sides: tuple[int, int],
    same: Floats,
    other: Floats,
    jointly: Floats,
    likeness: Floats,
) -> Stream:
    """Return the pooled stream.

    Args:
        x: Before.
        sides: Of the pooled image.
        same: Covariance of an input's windows, over q before.
        other: The same of two inputs.
        jointly: What is left of pairs' deviations that move with both places, [S].
        likeness: Their correlation along a side after pooling, [S, REACH].
    """
    kept = np.maximum(same[:, 0, 0], 1e-12)
    own = np.maximum(x.same - x.other, 1e-12)[:, 0, 0]
    own_after = np.maximum(same - other, 0.0)[:, 0, 0]
    apart = np.square(own_after / own)
    return x._replace(
        log_second=x.log_second + np.log(kept),
        same=same / kept[:, None, None],
        other=other / kept[:, None, None],
        inherited=x.inherited * np.maximum(apart, jointly) / kept**2,
        fresh=x.fresh * apart / kept**2,
        wander=x.wander * np.maximum(apart, jointly) / kept**2,
        likeness=likeness,
        profile=np.ones((len(kept), *sides)),
        offset=x.offset / kept,
    )


def _add_noise(x: Stream, pooled: Stream, sources: Sources, *, n: int) -> Stream:
    """Return the pooled stream with the randomness that it has beyond that of single places."""
    between, shared = pooled.between_noise.copy(), pooled.shared_noise.copy()
    between[:, sources.add(_WANDER * np.maximum(pooled.wander - x.wander, 0.0))] = 1.0
    more = np.maximum(_spread(pooled, n=n) - _spread(x, n=n), 0.0) / x.channels
    shared[:, sources.add(more)] = 1.0
    if x.places != (1, 1) and pooled.places == (1, 1):
        between[:, sources.add(_LENGTH_NOISE * _part_of_lengths(x, pooled) ** 2)] = 1.0
        between *= _LEVELED if x.is_leveled else 1.0
    return pooled._replace(between_noise=between, shared_noise=shared)


def _part_of_lengths(x: Stream, pooled: Stream) -> Floats:
    """Return the part of v after a global pool that is there because some inputs are longer, [S]."""
    other = pooled.other[:, 0, 0]
    return np.clip(0.25 * x.length_spread * other / np.maximum(1.0 - other, 1e-12), 0.0, 1.0)


def _spread(x: Stream, *, n: int) -> Floats:
    """Return the relative variance of m over channels, were it the square of a Gaussian about its mean, [S]."""
    shared = x.shared(n)
    away = shared - x.offset[:, None, None]
    mean = np.maximum(shared[:, 0, 0], 1e-12)
    squares = 2.0 * x.over_pairs(np.square(away))
    return np.asarray((squares + 4.0 * x.offset * np.abs(x.over_pairs(away))) / mean**2)


def flatten(x: Stream) -> Stream:
    """Return all values of an example in one row."""
    height, width = x.places
    if height * width == 1:
        return x
    alike = x.over_pairs(np.square(x.own()))
    likeness = np.zeros_like(x.likeness)
    likeness[:, 0] = 1.0
    return x._replace(
        channels=x.channels * height * width,
        same=np.ones((len(alike), 1, 1)),
        other=x.other[:, :1, :1],
        inherited=x.inherited * alike,
        fresh=x.fresh * alike,
        likeness=likeness,
        profile=np.ones((len(alike), 1, 1)),
    )


def drop_out(x: Stream, p: float) -> Stream:
    """Return the signal in training: each value kept with probability 1 - p, times 1 / (1 - p).

    The mean is known; what differs between inputs, and how all of it varies, hangs on the mask, which has no theory here:
    what follows is unknown until a norm makes its second moment 1 again.
    """
    kept = 1.0 - p
    same, other = x.same * kept, x.other * kept
    same[:, 0, 0] = 1.0
    return x._replace(
        log_second=x.log_second - np.log(kept),
        same=same,
        other=other,
        inherited=x.inherited * kept**2,
        fresh=x.fresh * kept**2,
        wander=x.wander * kept**2,
        offset=x.offset * kept,
        is_second_known=x.is_second_known and p == 0,
        is_between_known=x.is_between_known and p == 0,
    )
