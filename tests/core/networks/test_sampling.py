from math import prod, sqrt
from typing import Any

import pytest
import torch
from scipy import linalg, stats

from fanscope.distribution import Distribution, constant, normal, orthogonal, uniform
from fanscope.layout import lay_out
from fanscope.networks.sampling import sample_network, sample_pieces, sample_tensor
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


@pytest.mark.parametrize("shape", [(8, 4, 3, 3), (8, 1, 3, 3), (8, 4, 1, 1), (8, 4, 5, 5)])
@pytest.mark.parametrize("groups", [1, 2])
def test_delta_orthogonal_is_an_isometry_of_every_pixel(
    shape: tuple[int, ...], groups: int
) -> None:
    """Xiao et al. 2018: whatever passes keeps its length, as under an orthogonal matrix."""
    outputs, inputs, height, width = shape[0] // groups, shape[1], shape[2], shape[3]
    distribution = Distribution("delta-orthogonal", 1.0 / (outputs * height * width), groups=groups)
    kernel = sample_tensor(distribution, shape, generator=generator(), dtype=torch.float64)
    x = torch.randn(2, inputs * groups, 9, 9, generator=generator(1), dtype=torch.float64)
    y = torch.nn.functional.conv2d(x, kernel, padding="same", groups=groups)
    torch.testing.assert_close(y.square().sum((1, 2, 3)), x.square().sum((1, 2, 3)))


@pytest.mark.parametrize("groups", [2, 4])
def test_each_group_has_an_orthogonal_matrix_of_its_own(groups: int) -> None:
    variance = 0.25
    shape = (8, 3, 2, 2)
    values = sample_tensor(
        orthogonal(variance, groups=groups), shape, generator=generator(), dtype=torch.float64
    )
    for block in values.flatten(1).chunk(groups):
        gram = block @ block.T
        torch.testing.assert_close(gram, variance * 12 * torch.eye(len(gram), dtype=torch.float64))


@pytest.mark.parametrize("shape", [(4, 6), (6, 6), (4, 6, 3, 3)])
def test_identity_is_torchs_dirac_and_draws_nothing(shape: tuple[int, ...]) -> None:
    mean_square = min(shape[:2]) / prod(shape)
    used = generator()
    values = sample_tensor(Distribution("identity", mean_square), shape, generator=used)
    expected = torch.empty(shape)
    if len(shape) == 2:
        torch.nn.init.eye_(expected)
    else:
        torch.nn.init.dirac_(expected)
    torch.testing.assert_close(values, expected)
    assert torch.equal(used.get_state(), generator().get_state())


@pytest.mark.parametrize(("rows", "columns"), [(5, 3), (8, 3), (9, 8), (2, 1)])
def test_hadamard_is_the_corner_of_scipys(rows: int, columns: int) -> None:
    order = 1 << (rows - 1).bit_length()
    values = sample_tensor(
        Distribution("hadamard", 1.0 / order), (rows, columns), generator=generator()
    )
    expected = linalg.hadamard(order)[:rows, :columns] / sqrt(order)
    torch.testing.assert_close(values, torch.tensor(expected, dtype=torch.float32))


@pytest.mark.parametrize("shape", [(300, 40), (300, 4, 3, 3)])
def test_sparse_rows_have_that_many_normal_entries_at_random_places(shape: tuple[int, ...]) -> None:
    columns = prod(shape[1:])
    sparse = Distribution("sparse", 7 / columns * 4.0, nonzero=7)
    values = sample_tensor(sparse, shape, generator=generator(), dtype=torch.float64).flatten(1)
    assert (values != 0).sum(1).eq(7).all()
    assert stats.kstest(values[values != 0].numpy(), stats.norm(0, 2).cdf).pvalue > 1e-3
    used = (values != 0).sum(0).numpy()
    assert stats.chisquare(used).pvalue > 1e-3


def test_a_sparse_row_is_full_where_there_are_too_few_inputs() -> None:
    values = sample_tensor(Distribution("sparse", 1.0, nonzero=9), (4, 3), generator=generator())
    assert (values != 0).all()


def test_a_flat_tensor_holds_whole_draws() -> None:
    """Each column of a head's kernel, laid out, is an orthogonal matrix; an offset is one."""
    flat = orthogonal(1.0 / 6).laid_out_flat((6, 4))
    kernel = sample_tensor(flat, (24, 5), generator=generator(), dtype=torch.float64)
    offset = sample_tensor(flat, (24,), generator=generator(), dtype=torch.float64)
    for column in (*kernel.unbind(1), offset):
        matrix = column.view(6, 4)
        torch.testing.assert_close(matrix.T @ matrix, torch.eye(4, dtype=torch.float64))
    assert not torch.equal(kernel[:, 0], kernel[:, 1])


def test_independent_entries_need_not_be_laid_out() -> None:
    assert normal(2.0).laid_out_flat((6, 4)) == normal(2.0)


ASSUMPTIONS = [
    (normal(1.0), True),
    (uniform(1.0), True),
    (constant(0.0), True),
    (orthogonal(1.0), True),
    (constant(1.0), False),
    (orthogonal(1.0, groups=2), False),
    (orthogonal(1.0).laid_out_flat((2, 2)), False),
    (normal(1.0).before_calibration(), False),
    (Distribution("sparse", 1.0, nonzero=3), False),
    (Distribution("identity", 1.0), False),
]


@pytest.mark.parametrize(("distribution", "is_random"), ASSUMPTIONS)
def test_independence_is_that_of_the_entries(distribution: Distribution, is_random: bool) -> None:
    is_plain = distribution.shape in ("normal", "uniform", "constant")
    assert distribution.is_independent == (is_plain and not distribution.is_calibrated)
    assert distribution.is_independent or distribution.shape == "orthogonal" or not is_random


@pytest.mark.parametrize(("distribution", "is_random"), ASSUMPTIONS)
def test_what_theory_may_assume(distribution: Distribution, is_random: bool) -> None:
    assert distribution.is_random is is_random


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


@pytest.mark.parametrize(
    "distribution", [uniform(0.3), normal(0.3), constant(1.5), orthogonal(0.3)]
)
@pytest.mark.parametrize("shape", [(3, 1), (7001, 50), (16_000, 50), (16_001, 51), (600_001, 1)])
def test_pieces_are_the_rows_of_the_whole(
    distribution: Distribution, shape: tuple[int, int]
) -> None:
    in_pieces, whole = generator(), generator()
    pieces = [piece.clone() for piece in sample_pieces(distribution, shape, generator=in_pieces)]
    assert torch.equal(torch.cat(pieces), sample_tensor(distribution, shape, generator=whole))
    assert torch.equal(torch.rand(5, generator=in_pieces), torch.rand(5, generator=whole))


def test_independent_numbers_come_in_pieces_that_fit_the_cache() -> None:
    pieces = sample_pieces(normal(1.0), (40_000, 50), generator=generator())
    sizes = [piece.numel() for piece in pieces]
    assert len(sizes) > 6
    assert max(sizes) <= 2 * 2**18
