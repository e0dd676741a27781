from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fanscope.frames import Statistic
from fanscope.histogram import Histogram
from fanscope.probes import measure
from fanscope.probes.measure import Measurement
from fanscope.spec import Activation
from support.floats import float32_arrays, unhurried
from support.measured import expected_statistics

Floats = NDArray[np.float32]
ACTIVATIONS: tuple[Activation | None, ...] = ("tanh", "sigmoid", "relu", "linear", None)
BATCHES = float32_arrays(st.tuples(st.integers(1, 7), st.integers(1, 6)))


def assert_measured(
    found: Measurement, expected: Mapping[Statistic, float], *, size: float, cosines: float = 1e-12
) -> None:
    """Compare with tolerances for sums of n float64: n ulp of the terms, not of their sum."""
    spread = max(expected["max"], -expected["min"], 0.0) if expected["count"] else 0.0
    slack = 0.0 if math.isnan(spread) else spread * 4e-16 * (size + 4)
    absolute: dict[Statistic, float] = {
        "mean": slack,
        "var": slack * spread,
        "second_moment": slack * spread,
        "between_input_var": slack * spread,
        "mean_cosine": cosines,
    }
    for name, value in expected.items():
        assert found.statistic(name) == pytest.approx(
            value, rel=1e-12, abs=absolute.get(name, 0.0), nan_ok=True
        ), name


@unhurried
@given(float32_arrays(), st.sampled_from(ACTIVATIONS))
def test_any_values_pooled(values: Floats, activation: Activation | None) -> None:
    found = measure(torch.from_numpy(values), activation=activation)
    expected = expected_statistics(values, activation=activation)
    assert_measured(found, expected, size=values.size)
    np.testing.assert_array_equal(found.histogram.dense(), Histogram.from_values(values).dense())
    assert found.histogram.total == found.statistic("count")
    assert found.histogram.num_nonfinite == found.statistic("num_nonfinite")


@unhurried
@given(BATCHES, st.sampled_from(ACTIVATIONS))
def test_any_batch_between_inputs(values: Floats, activation: Activation | None) -> None:
    found = measure(torch.from_numpy(values), per_input=True, activation=activation)
    expected = expected_statistics(values, per_input=True, activation=activation)
    assert_measured(found, expected, size=values.size)


@pytest.mark.parametrize("size", [4095, 4096, 4097, 100_003])
def test_many_values_over_several_chunks(size: int) -> None:
    values = np.random.default_rng(size).normal(2, 1, size).astype(np.float32)
    values[[0, 7, size // 2, -1]] = [np.nan, np.inf, -np.inf, 0]
    found = measure(torch.from_numpy(values), activation="tanh")
    assert_measured(found, expected_statistics(values, activation="tanh"), size=size)


def test_a_chunk_without_finite_values_is_passed_over() -> None:
    values = np.full(10_000, np.nan, np.float32)
    values[9_000:] = 3.0
    found = measure(torch.from_numpy(values))
    assert found.statistic("mean") == 3.0
    assert found.statistic("var") == 0.0
    assert found.statistic("num_nonfinite") == 9_000


@pytest.mark.parametrize("offset", [1e6, -3e9, 1e16])
def test_an_offset_costs_the_variance_no_digits(offset: float) -> None:
    steps = np.random.default_rng(1).integers(-50, 50, 50_000) * np.spacing(np.float32(offset))
    values = (np.float32(offset) + steps).astype(np.float32)
    wide = values.astype(np.longdouble)
    found = measure(torch.from_numpy(values))
    assert found.statistic("var") == pytest.approx(float(wide.var()), rel=1e-11)
    assert found.statistic("mean") == pytest.approx(float(wide.mean()), rel=1e-15)


def test_huge_values_have_their_variance() -> None:
    values = torch.tensor([3e38, -3e38, 3e38, -3e38])
    assert measure(values).statistic("var") == pytest.approx(float(np.float32(3e38)) ** 2)


def test_equal_values_have_no_variance_at_all() -> None:
    found = measure(torch.full((130, 70), 0.1), per_input=True)
    assert found.statistic("var") == 0.0
    assert found.statistic("between_input_var") == 0.0
    assert found.statistic("mean_cosine") == pytest.approx(1, abs=1e-12)


def test_collapsed_inputs_keep_the_digits_of_their_difference() -> None:
    """Pooled variance is that of the units; what is left between inputs is 1e-10 of it."""
    generator = torch.Generator().manual_seed(3)
    units = torch.randn(1, 400, generator=generator)
    batch = units * (1 + 1e-5 * torch.randn(64, 1, generator=generator))
    expected = batch.numpy().astype(np.longdouble).var(0).mean()
    assert expected < 1e-9
    found = measure(batch, per_input=True).statistic("between_input_var")
    assert found == pytest.approx(float(expected), rel=1e-9)


def test_pooled_variance_is_between_inputs_plus_between_units() -> None:
    batch = torch.randn(20, 30, generator=torch.Generator().manual_seed(0)) + torch.arange(30)
    found = measure(batch, per_input=True)
    units = batch.double().mean(0).var(correction=0)
    between = found.statistic("between_input_var")
    assert found.statistic("var") == pytest.approx(between + float(units), rel=1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64, torch.int64])
def test_other_dtypes(dtype: torch.dtype) -> None:
    values = torch.arange(-30, 30).reshape(6, 10).to(dtype) / torch.tensor(4).to(dtype)
    found = measure(values, per_input=True, activation="tanh")
    wide = values.double().numpy()
    expected = expected_statistics(wide, per_input=True, activation="tanh")
    assert_measured(found, expected, size=values.numel())
    np.testing.assert_array_equal(found.histogram.dense(), Histogram.from_values(wide).dense())


def test_float64_sums_that_overflow_are_infinite() -> None:
    found = measure(torch.tensor([1e300, -1e300, 1.0], dtype=torch.float64))
    assert found.statistic("var") == math.inf
    assert found.statistic("num_nonfinite") == 0
    assert found.histogram.num_nonfinite == 0


@pytest.mark.parametrize("shape", [(0,), (0, 5), (5, 0), ()])
@pytest.mark.parametrize("per_input", [False, True])
def test_empty_and_scalar_tensors(shape: tuple[int, ...], per_input: bool) -> None:
    values = torch.full(shape, 2.0)
    found = measure(values, per_input=per_input, activation="relu")
    assert found.statistic("count") == values.numel()
    assert found.statistic("num_nonfinite") == 0
    assert found.statistic("mean") == pytest.approx(2.0 if shape == () else math.nan, nan_ok=True)
    assert math.isnan(found.statistic("between_input_var"))
    assert found.histogram.total == values.numel()


def test_strided_views_are_measured_as_they_look() -> None:
    whole = torch.randn(40, 30, generator=torch.Generator().manual_seed(0))
    view = whole.T[::2, 3:]
    found = measure(view, per_input=True)
    expected = expected_statistics(view.numpy(), per_input=True)
    assert_measured(found, expected, size=view.numel())


def test_more_than_two_dimensions_are_units() -> None:
    batch = torch.randn(8, 3, 5, 2, generator=torch.Generator().manual_seed(0))
    found = measure(batch, per_input=True)
    assert_measured(found, expected_statistics(batch.numpy(), per_input=True), size=batch.numel())


def test_the_tensor_its_gradient_and_the_random_state_are_left_alone() -> None:
    def differentiate(*, measured: bool) -> torch.Tensor:
        tensor = torch.randn(50, 40, generator=torch.Generator().manual_seed(0), requires_grad=True)
        product = (tensor * 3).tanh()
        before, version = product.detach().clone(), product._version
        if measured:
            measure(product, per_input=True, activation="tanh")
        assert torch.equal(product, before)
        assert product._version == version
        (gradient,) = torch.autograd.grad(product.square().sum(), tensor)
        return gradient

    state = torch.get_rng_state()
    assert torch.equal(differentiate(measured=True), differentiate(measured=False))
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_sigmoid_is_saturated_at_both_ends(dtype: torch.dtype) -> None:
    """Of -4, -3, 0, 3 and 4 the outer two lie beyond logit(0.97) = 3.48, and so does their like in float64."""
    values = torch.sigmoid(torch.tensor([[-4.0, -3.0, 0.0, 3.0, 4.0]], dtype=dtype))
    found = measure(values, activation="sigmoid")
    assert found.statistic("saturated_fraction") == pytest.approx(0.4)
