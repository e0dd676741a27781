from math import sqrt
from typing import Any

import pytest
import torch
from scipy import stats

from fanscope.distribution import Distribution, constant, normal, orthogonal, uniform
from fanscope.layout import lay_out
from fanscope.networks.sampling import sample_network, sample_tensor
from fanscope.spec import HypernetworkSpec, MlpSpec

DRAWS = 20_000


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("distribution", "oracle"),
    [
        (uniform(0.3), stats.uniform(-sqrt(0.9), 2 * sqrt(0.9))),
        (normal(0.3), stats.norm(0, sqrt(0.3))),
        (Distribution("normal", 4.0, mean=-7.0), stats.norm(-7, 2)),
        (Distribution("uniform", 3.0, mean=2.0), stats.uniform(-1, 6)),
    ],
)
def test_draws_pass_a_kolmogorov_smirnov_test(distribution: Distribution, oracle: Any) -> None:
    values = sample_tensor(distribution, (DRAWS,), generator=generator(), dtype=torch.float64)
    assert stats.kstest(values.numpy(), oracle.cdf).pvalue > 1e-3


def test_constant_fills_and_draws_nothing() -> None:
    used = generator()
    values = sample_tensor(constant(-2.5), (3, 2), generator=used)
    assert torch.equal(values, torch.full((3, 2), -2.5))
    assert torch.equal(used.get_state(), generator().get_state())


@pytest.mark.parametrize("shape", [(40, 7), (7, 40), (12, 12)])
def test_orthogonal_has_orthonormal_rows_or_columns_up_to_its_scale(shape: tuple[int, int]) -> None:
    variance = 0.2
    q = sample_tensor(orthogonal(variance), shape, generator=generator(), dtype=torch.float64)
    gram = q.T @ q if shape[0] >= shape[1] else q @ q.T
    expected = variance * max(shape) * torch.eye(min(shape), dtype=torch.float64)
    torch.testing.assert_close(gram, expected, rtol=0, atol=1e-12)
    assert q.square().mean().item() == pytest.approx(variance, rel=1e-12)


def test_orthogonal_vector_has_the_length_that_its_variance_asks_for() -> None:
    values = sample_tensor(orthogonal(0.25), (16,), generator=generator(), dtype=torch.float64)
    assert values.square().sum().item() == pytest.approx(4.0, rel=1e-12)


def test_orthogonal_matrices_have_no_preferred_sign() -> None:
    source = generator()
    corners = [
        sample_tensor(orthogonal(1.0), (4, 4), generator=source)[0, 0].item() for _ in range(400)
    ]
    positive = sum(corner > 0 for corner in corners)
    assert stats.binomtest(positive, len(corners)).pvalue > 1e-3


@pytest.mark.parametrize(
    "distribution", [uniform(1e100), normal(1e100), orthogonal(1e100), constant(1e300)]
)
def test_values_beyond_float32_become_infinite(distribution: Distribution) -> None:
    values = sample_tensor(distribution, (4, 4), generator=generator())
    assert values.isinf().any()
    assert not values.isnan().any()


def test_network_is_drawn_in_the_order_of_its_layout() -> None:
    layout = lay_out(HypernetworkSpec(main=MlpSpec(widths=(3, 4, 2))))
    assignment = {tensor.name: normal(2.0) for tensor in layout.trainable}
    tensors = sample_network(layout, assignment, generator=generator())
    assert list(tensors) == [tensor.name for tensor in layout.trainable]
    one_by_one = generator()
    for tensor in layout.trainable:
        alone = sample_tensor(normal(2.0), tensor.shape, generator=one_by_one)
        assert torch.equal(tensors[tensor.name], alone)


def test_global_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    for distribution in (uniform(1.0), normal(1.0), orthogonal(1.0), constant(1.0)):
        sample_tensor(distribution, (5, 5), generator=generator())
    assert torch.equal(torch.get_rng_state(), before)
