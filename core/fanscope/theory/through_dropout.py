"""Through inverted dropout, in the mean and around it: each value kept with probability k, then times 1 / k.

Notation: as in stream.py; k the part that is kept, v' and m' what v and m become.

A mask is drawn for every value anew, so that two values keep the mean of their product while a value's own square grows by
1 / k: what inputs share stays as it was, and m (1 / k - 1) of it becomes noise of their own.

Reference: srivastava2014dropout, section 4 (the model); schoenholz2017deep (the correlation map under dropout).
"""

from __future__ import annotations

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.stream import Stream, constants


def drop_out(x: Stream, p: float) -> Stream:
    """Return the signal in training, each value to zero with probability ``p``; below 1."""
    if p == 0.0:
        return x
    kept = 1.0 - p
    pairs = x.pairs * kept
    pairs[:, 0, 0, 0] = 1.0
    height, width = x.places
    is_known = bool(np.all(np.isfinite(x.tails)))
    return x._replace(
        log_second=x.log_second - np.log(kept),
        pairs=pairs,
        inherited=x.inherited * kept**2,
        fresh=_scatter(x, kept),
        raw=constants(0.0, len(pairs)),
        excess=x.excess * np.square(1.0 - x.alike),
        wander=x.wander * kept**2,
        offset=x.offset * kept,
        length_spread=x.length_spread + x.tails * p / (kept * x.channels * height * width),
        tails=x.tails / kept,
        is_masked=True,
        is_centered=False,
        kept=x.kept * kept,
        is_second_known=x.is_second_known and is_known,
        is_between_known=x.is_between_known and is_known,
    )


def _scatter(x: Stream, kept: float) -> Floats:
    """Return the part of tau behind dropout that the finite number of channels makes, [S].

    A unit's part of v becomes (S + M^2 (1 - k)) / k, of S before and the square M^2 of what inputs share; this is its mean
    square over units.
    """
    shared, p = x.alike, 1.0 - kept
    own = 1.0 - shared
    before = x.fresh + np.square(x.raw * own) / x.channels
    crossed = 2.0 * p * own * shared * (x.crossed + 1.0 / x.channels)
    return np.asarray(
        before + crossed + np.square(p * shared) * (x.unevenness + _gaussian(x) + 1.0 / x.channels)
    )


def _gaussian(x: Stream) -> Floats:
    """Return the relative variance of m over channels of the part that is Gaussian, [S]."""
    return 2.0 * np.square(x.raw) / x.channels


def dropout_noise(x: Stream, p: float, *, n: int) -> tuple[Floats, Floats]:
    """Return how dropout passes log v and log m on, [S, 2, 2], and the relative variance of v' from the masks, [S]."""
    kept = 1.0 - p
    v = x.between_part(n)
    m = 1.0 - v
    more = 1.0 / kept - 1.0
    from_v, from_m = v * (1.0 / kept - more / n), m * (1.0 - 1.0 / n) * more
    v_after = np.maximum(from_v + from_m, 1e-300)
    m_from_v, m_from_m = v * more / n, m * (1.0 / kept - (1.0 - 1.0 / n) * more)
    m_after = np.maximum(m_from_v + m_from_m, 1e-300)
    passed_on = np.stack(
        [from_v / v_after, from_m / v_after, m_from_v / m_after, m_from_m / m_after], -1
    )
    height, width = x.places
    masks = x.tails * more / (n * x.channels * height * width) / np.square(kept * v_after)
    return passed_on.reshape(-1, 2, 2), np.nan_to_num(masks)
