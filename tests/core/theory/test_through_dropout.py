"""Dropout by its formulas, against masks that are drawn: second moment, covariance of two inputs and how they scatter."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.data_moments import data_moments
from fanscope.spec import GaussianData
from fanscope.theory.stream import Stream, data_stream
from fanscope.theory.through_dropout import drop_out, dropout_noise

CHANNELS, DRAWS = 32, 40_000
SHARED = 0.6


def _signal() -> Stream:
    """Return Gaussian features, of which inputs share SHARED of the second moment."""
    moments = data_moments(GaussianData(features=CHANNELS))
    x = data_stream((CHANNELS,), moments, None, 1)
    pairs = x.pairs.copy()
    pairs[:, 1] = SHARED
    own = 1.0 - SHARED
    return x._replace(
        log_second=np.zeros(1),
        pairs=pairs,
        fresh=np.array([own**2 / CHANNELS]),
        unevenness=np.array([2.0 / CHANNELS]),
    )


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_moments_and_scatter_of_pairs_equal_drawn_masks(p: float) -> None:
    draw = np.random.default_rng(20_261_125)
    u = np.sqrt(SHARED) * draw.standard_normal((DRAWS, 1, CHANNELS))
    x = u + np.sqrt(1.0 - SHARED) * draw.standard_normal((DRAWS, 2, CHANNELS))
    masks = (draw.random(x.shape) >= p) / (1.0 - p)
    y = x * masks
    predicted = drop_out(_signal(), p)
    q = np.square(y).mean()
    assert np.exp(predicted.log_second[0]) == pytest.approx(q, rel=0.01)
    assert predicted.alike[0] == pytest.approx((y[:, 0] * y[:, 1]).mean() / q, abs=0.005)
    assert predicted.tails[0] == pytest.approx((y**4).mean() / q**2, rel=0.03)
    own = y - u
    scatter = (own[:, 0] * own[:, 1]).mean(1).var() / q**2
    assert predicted.tau[0] == pytest.approx(scatter, rel=0.05)


def test_the_parts_of_v_and_m_add_up() -> None:
    passed_on, masks = dropout_noise(_signal(), 0.3, n=20)
    assert passed_on.sum(-1) == pytest.approx(np.ones((1, 2)))
    assert np.all(masks > 0)
