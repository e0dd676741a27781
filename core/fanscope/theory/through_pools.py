"""Through what has no weights, in the mean: pools and flattening.

Notation: as in stream.py.

A mean over places keeps what places have in common. The largest value of a window has no theory here: what
follows is unknown until a norm.

Reference: poole2016exponential, eq. 5 (the correlations that the mean needs).
"""

from __future__ import annotations

import numpy as np

from fanscope.layout import PoolNode
from fanscope.theory.noise import Floats
from fanscope.theory.places import (
    REACH,
    mean_over_uneven_pairs,
    side_weights,
    smooth,
    tap_weights,
)
from fanscope.theory.stream import Stream


def through_pool(x: Stream, node: PoolNode) -> Stream:
    """Return the pooled signal."""
    pooled = _pool_all(x) if node.kind == "global" else _pool_windows(x, node)
    if node.kind == "max" or node.padding:  # padded windows hold fewer places than others
        return pooled._replace(is_second_known=False, is_between_known=False)
    # A mean over places is as large as places are alike, which is unknown where v is.
    return pooled._replace(is_second_known=x.is_second_known and x.is_between_known)


def _pool_all(x: Stream) -> Stream:
    same, other = (mean_over_uneven_pairs(values, x.profile) for values in (x.same, x.other))
    # Inputs that are longer are longer at all places: that is left when the rest has averaged out.
    longer = 0.25 * x.length_spread * other
    pairs = np.stack([same + longer, other], 1)[..., None, None]
    sides = [_jointly(x.likeness, side_weights(side), 1)[:, 0] for side in x.places]
    alone = np.zeros_like(x.likeness)
    alone[:, 0] = 1.0
    return _pooled(x, (1, 1), pairs, sides[0] * sides[1], alone)


def _pool_windows(x: Stream, node: PoolNode) -> Stream:
    height, width = node.output[1], node.output[2]
    pairs = smooth(x.pairs, node.kernel, node.stride, (height, width))
    along = _jointly(x.likeness, tap_weights(node.kernel), node.stride)
    pooled = along / np.maximum(along[:, :1], 1e-300)
    return _pooled(x, (height, width), pairs, along[:, 0] ** 2, pooled)


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
    x: Stream, sides: tuple[int, int], pairs: Floats, jointly: Floats, likeness: Floats
) -> Stream:
    """Return the pooled stream.

    Args:
        x: Before.
        sides: Of the pooled image.
        pairs: Covariances of windows, over q before.
        jointly: What is left of pairs' deviations that move with both places, [S].
        likeness: Their correlation along a side after pooling, [S, REACH].
    """
    kept = np.maximum(pairs[:, 0, 0, 0], 1e-12)
    own = np.maximum(1.0 - x.alike, 1e-12)
    own_after = np.maximum(pairs[:, 0, 0, 0] - pairs[:, 1, 0, 0], 0.0)
    apart = np.square(own_after / own)
    return x._replace(
        log_second=x.log_second + np.log(kept),
        pairs=pairs / kept[:, None, None, None],
        inherited=x.inherited * np.maximum(apart, jointly) / kept**2,
        fresh=x.fresh * apart / kept**2,
        wander=x.wander * np.maximum(apart, jointly) / kept**2,
        likeness=likeness,
        profile=np.ones((len(kept), *sides)),
        offset=(offset := x.offset / kept),
        # Means over places are nearly Gaussian about their units' common mean.
        tails=3.0 - 2.0 * np.square(np.minimum(offset, 1.0)),
    )


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
        pairs=x.pairs[:, :, :1, :1],
        inherited=x.inherited * alike,
        fresh=x.fresh * alike,
        likeness=likeness,
        profile=np.ones((len(alike), 1, 1)),
    )
