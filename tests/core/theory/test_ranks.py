"""Ranks of many signals at once, against each signal by itself and against channels that are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.data_moments import data_moments
from fanscope.spec import GaussianData
from fanscope.theory.ranks import rank_all
from fanscope.theory.stream import Stream, data_stream

INPUTS = 12


def _signal(side: int, similarity: float) -> Stream:
    """Return images of white noise of which two have a correlation of ``similarity`` at each place."""
    moments = data_moments(GaussianData(features=3 * side**2))
    x = data_stream((3, side, side), moments, None, 2)
    pairs = np.zeros_like(x.pairs)
    pairs[:, 0, 0, 0], pairs[:, 1, 0, 0] = 1.0, similarity
    return x._replace(pairs=pairs, fresh=np.zeros(2))


def test_signals_of_several_sizes_do_not_mix() -> None:
    signals = [_signal(4, 0.1), _signal(8, 0.2), _signal(4, 0.5), _signal(8, 0.0)]
    together = rank_all(signals, 2, n=INPUTS)
    for row, signal in enumerate(signals):
        (alone,) = zip(*rank_all([signal], 2, n=INPUTS), strict=True)
        for values, expected in zip(together, alone, strict=True):
            assert values[row] == pytest.approx(expected, rel=1e-12)


def test_the_rank_says_how_much_a_channels_mean_square_varies() -> None:
    """Relative variance of v of one Gaussian channel over batches: twice the rank."""
    side, similarity, draws = 4, 0.3, 20_000
    draw = np.random.default_rng(8).standard_normal
    shared = np.sqrt(similarity) * draw((draws, 1, side**2))
    own = np.sqrt(1.0 - similarity) * draw((draws, INPUTS, side**2))
    v = (shared + own).var(1).mean(1)
    ranks = rank_all([_signal(side, similarity)], 2, n=INPUTS)
    # A variance over n inputs has n - 1 free ones.
    expected = 2.0 * ranks.between[0, 0] * INPUTS / (INPUTS - 1)
    assert v.var() / v.mean() ** 2 == pytest.approx(expected, rel=4 * np.sqrt(2 / draws))
