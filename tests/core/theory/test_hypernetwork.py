"""The spread of |h|^2 against sampled embeddings and trunks."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.distribution import Assignment, Distribution, constant, normal, uniform
from fanscope.layout import HypernetLayout
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice
from fanscope.theory.hypernetwork import spread_features
from support.layouts import generated_layout

DRAWS = 8_000


def _hypernet(size: int, trunk: tuple[int, ...] = ()) -> tuple[HypernetLayout, Assignment]:
    layout = generated_layout(4, 4, size=size, trunk=trunk)
    assert layout.hypernet is not None
    return layout.hypernet, resolve(SchemeChoice(name="hyperfan-in")).assign(layout)


def test_uniform_embeddings() -> None:
    for size in (10, 50, 200):
        spread = spread_features(*_hypernet(size))
        assert spread.log_second_moment == pytest.approx(0.0)
        assert spread.own == pytest.approx(0.8 / size)
        assert spread.common == 0


def test_other_embeddings() -> None:
    hypernet, assignment = _hypernet(20)

    def own(distribution: Distribution) -> float:
        return spread_features(hypernet, {**assignment, "embedding.main.0": distribution}).own

    assert own(normal(3.0)) == pytest.approx(2 / 20)
    assert own(constant(0.5)) == 0
    shifted = Distribution("normal", 1.0, mean=2.0)
    samples = np.random.default_rng(5).normal(2.0, 1.0, 400_000) ** 2
    assert own(shifted) == pytest.approx(samples.var() / samples.mean() ** 2 / 20, rel=0.02)


def test_zero_embeddings_have_no_features() -> None:
    hypernet, assignment = _hypernet(20)
    spread = spread_features(hypernet, {**assignment, "embedding.main.0": uniform(0.0)})
    assert spread.log_second_moment == -np.inf


def test_a_trunk_without_weights_has_no_features() -> None:
    hypernet, assignment = _hypernet(20, trunk=(30,))
    spread = spread_features(hypernet, {**assignment, "trunk.0.weight": constant(0.0)})
    assert spread.log_second_moment == -np.inf


def test_through_a_relu_trunk() -> None:
    """Two main layers share the trunk: the covariance of their |h|^2 is the common part."""
    size, width = 20, 40
    spread = spread_features(*_hypernet(size, trunk=(width, width)))
    rng = np.random.default_rng(6)
    h = rng.uniform(-np.sqrt(3), np.sqrt(3), (DRAWS, 2, size)).astype(np.float32)
    for fan_in in (size, width):
        bound = np.sqrt(3 * 2 / fan_in)
        weight = rng.uniform(-bound, bound, (DRAWS, fan_in, width)).astype(np.float32)
        h = np.maximum(h @ weight, 0)
    moments = np.square(h).mean(-1, dtype=np.float64)
    assert np.exp(spread.log_second_moment) == pytest.approx(moments.mean(), rel=0.02)
    relative = moments / moments.mean()
    covariance = np.cov(relative.T)
    assert spread.common == pytest.approx(covariance[0, 1], rel=0.2)
    assert spread.own + spread.common == pytest.approx(covariance[0, 0], rel=0.15)
