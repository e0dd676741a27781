"""The spread of |h|^2 against sampled embeddings and trunks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from fanscope.distribution import Assignment, Distribution, constant, normal, uniform
from fanscope.layout import HypernetLayout, lay_out
from fanscope.networks.hypernetwork import Context, compute_features
from fanscope.networks.sampling import sample_tensor
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.theory import Prediction, predict
from fanscope.theory.hypernetwork import FeatureSpread, spread_features
from support.hypernetworks import hypernetwork
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


def _spread_of(conditioning: str, trunk: list[int]) -> FeatureSpread:
    layout = lay_out(hypernetwork(conditioning=conditioning, trunk={"widths": trunk}))
    assert layout.hypernet is not None
    assignment = resolve(SchemeChoice(name="hyperfan-in")).assign(layout)
    return spread_features(layout.hypernet, assignment)


@pytest.mark.parametrize(
    ("conditioning", "second_moment", "common"),
    [
        ("task", 1.0, 0.8 / 6),
        ("noise", 1.0, 2 / 6),
        ("given", 1.25, 0.0),
        ("cosine", 0.5, 0.0),
        ("one-hot", 0.5, 0.0),
    ],
)
def test_codes_that_all_layers_share_vary_for_all_alike(
    conditioning: str, second_moment: float, common: float
) -> None:
    spread = _spread_of(conditioning, [])
    assert np.exp(spread.log_second_moment) == pytest.approx(second_moment)
    assert spread.own == 0
    assert spread.common == pytest.approx(common)


@pytest.mark.parametrize("conditioning", ["task", "noise", "given", "one-hot"])
def test_other_codes_through_a_relu_trunk(conditioning: str) -> None:
    """A sampled oracle in torch: the covariance of two layers' |h|^2 is the common part."""
    layout = lay_out(hypernetwork(conditioning=conditioning, trunk={"widths": [40]}))
    hypernet = layout.hypernet
    assert hypernet is not None
    assignment = resolve(SchemeChoice(name="hyperfan-in")).assign(layout)
    generator = torch.Generator().manual_seed(8)
    draws = []
    for _ in range(4000):
        tensors = {
            t.name: sample_tensor(assignment[t.name], t.shape, generator=generator)
            for t in hypernet.before_heads
        }
        context = Context(noise=torch.randn(hypernet.code.size, generator=generator))
        draws.append(compute_features(hypernet, tensors, context).square().mean(1).tolist())
    moments = np.array(draws)
    spread = _spread_of(conditioning, [40])
    assert np.exp(spread.log_second_moment) == pytest.approx(moments.mean(), rel=0.02)
    relative = moments / moments.mean()
    variance = relative.var(axis=0).mean()
    assert spread.own + spread.common == pytest.approx(variance, rel=0.15)
    if hypernet.code.is_per_layer:
        covariance = np.cov(relative.T)[0, 1]
        assert spread.common == pytest.approx(covariance, abs=0.1 * variance)
    else:
        assert spread.own == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("heads", ["base", "low-rank"])
def test_weights_with_a_base_are_predicted(heads: str) -> None:
    """Half from theta_0 and half from the head, or all from W_0: the layer's variance either way."""
    predicted = _predict(heads)
    for layer in predicted.layers:
        assert layer.weight_variance is not None
        assert layer.weight_variance.value == pytest.approx(1 / layer.fan_in, rel=0.1)


@pytest.mark.parametrize("heads", ["chunked", "factors-alone"])
def test_what_is_no_matrix_of_independent_entries_is_not_predicted(heads: str) -> None:
    predicted = _predict(heads)
    assert all(layer.weight_variance is None for layer in predicted.layers)
    assert all(layer.second_moment is None for layer in predicted.layers)
    assert predicted.loss is None


def _predict(heads: str) -> Prediction:
    network = hypernetwork(
        {"kind": "mlp", "widths": [64, 30, 10]}, heads=heads, generates="weights"
    )
    spec = ExperimentSpec.model_validate(
        {"network": network.model_dump(), "schemes": ["hyperfan-in"]}
    )
    (predicted,) = predict(spec).values()
    return predicted
