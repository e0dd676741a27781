from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fanscope.histogram import Histogram, quantiles
from support.floats import float32_arrays, unhurried

PROBABILITIES = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]


def exact(values: NDArray[np.float32], probability: float) -> float:
    """The value of rank ceil(p n) among the finite ones."""
    ordered = sorted(float(value) for value in values if math.isfinite(value))
    if not ordered:
        return math.nan
    return ordered[max(math.ceil(probability * len(ordered)), 1) - 1]


@unhurried
@given(float32_arrays())
def test_error_is_at_most_an_eighth(values: NDArray[np.float32]) -> None:
    found = quantiles([Histogram.from_values(values)], PROBABILITIES)[0]
    for probability, estimate in zip(PROBABILITIES, found, strict=True):
        expected = exact(values, probability)
        if math.isnan(expected):
            assert math.isnan(estimate)
        else:
            assert abs(estimate - expected) <= max(abs(expected) / 8, 2.0**-129)


@unhurried
@given(st.lists(float32_arrays(), max_size=6))
def test_many_at_once_equal_one_by_one(parts: list[NDArray[np.float32]]) -> None:
    histograms = [Histogram.from_values(part) for part in parts]
    together = quantiles(histograms, PROBABILITIES)
    assert together.shape == (len(parts), len(PROBABILITIES))
    for row, histogram in zip(together, histograms, strict=True):
        np.testing.assert_array_equal(row, quantiles([histogram], PROBABILITIES)[0])


@unhurried
@given(float32_arrays())
def test_quantiles_ascend(values: NDArray[np.float32]) -> None:
    found = quantiles([Histogram.from_values(values)], np.linspace(0, 1, 21))[0]
    assert np.all(np.isnan(found)) or np.all(np.diff(found) >= 0)


def test_many_ties_in_one_bin_are_spread_over_it() -> None:
    found = quantiles([Histogram.from_values(np.full(1000, 1.0))], [0.0, 0.5, 1.0])[0]
    assert 1.0 <= found[0] < found[1] < found[2] <= 1.125


def test_zero_is_exact() -> None:
    histogram = Histogram.from_values([-1.0, 0.0, -0.0, 0.0, 1.0])
    assert quantiles([histogram], [0.5])[0, 0] == 0.0


def test_normal_sample_gives_normal_quantiles() -> None:
    values = np.random.default_rng(0).normal(size=100_000)
    found = quantiles([Histogram.from_values(values)], [0.05, 0.5, 0.95])[0]
    # Standard error of the 5 % quantile: sqrt(p (1 - p) / n) / density = 0.0067; of the median 0.004.
    np.testing.assert_allclose(found, [-1.645, 0.0, 1.645], atol=4 * 0.0067)


def test_no_histograms_give_no_rows() -> None:
    assert quantiles([], PROBABILITIES).shape == (0, len(PROBABILITIES))
    empty = quantiles([Histogram.from_values([])], PROBABILITIES)
    assert np.isnan(empty).all()
