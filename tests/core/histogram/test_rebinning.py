from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from fanscope.histogram import (
    Histogram,
    density,
    linear_edges,
    mass,
    symlog,
    symlog_edges,
)
from support.floats import float32_arrays, unhurried

WIDEST = 2.0**128


@unhurried
@given(float32_arrays())
def test_mass_keeps_every_finite_value(values: NDArray[np.float32]) -> None:
    histogram = Histogram.from_values(values)
    edges = [-WIDEST, -2.0, -0.25, 0.0, 0.3, 7.0, WIDEST]
    found = mass(histogram, edges)
    assert np.all(found >= 0)
    assert found.sum() == pytest.approx(np.isfinite(values).sum())


@unhurried
@given(float32_arrays(finite=True))
def test_mass_between_bin_edges_is_exact(values: NDArray[np.float32]) -> None:
    edges = np.array([-8.0, -1.25, 0.0, 0.5, 1.125, 64.0])
    # A negative value on an edge belongs to the bin beyond it; move it there to count as numpy does.
    wide = values.astype(np.float64)
    outward = np.where(wide < 0, wide * (1 + 1e-12), wide)
    tiny = np.abs(wide) < 2.0**-129
    expected, _ = np.histogram(np.where(tiny, 0.0, outward), [*edges[:-1], 64.0 - 1e-9])
    np.testing.assert_allclose(mass(Histogram.from_values(values), edges), expected, atol=1e-9)


def test_normal_sample_has_one_peak_where_raw_counts_have_two() -> None:
    values = np.random.default_rng(0).normal(size=400_000)
    histogram = Histogram.from_values(values)
    edges = linear_edges(-3, 3, 30)
    found = density(histogram, edges)
    middles = (edges[:-1] + edges[1:]) / 2
    expected = np.exp(-(middles**2) / 2) / math.sqrt(2 * math.pi)
    # Noise of a share p: sqrt(p / n) / width < 0.0018. Spreading a bin of width w <= |x| / 8 evenly and
    # averaging a curve over 0.2 each move a density by less than w^2 / 12 + 0.2^2 / 24 of |f''| <= 0.4.
    np.testing.assert_allclose(
        found, expected, atol=4 * 0.0018 + 0.4 * (0.375**2 / 12 + 0.2**2 / 24)
    )
    assert middles[np.argmax(found)] == pytest.approx(0, abs=0.3)
    counts = histogram.counts.astype(np.int64)
    assert counts[np.argmax(counts)] > 0
    peaks = histogram.bins[np.argsort(counts)[-2:]]
    assert {int(peak) >> 11 for peak in peaks} == {0, 1}


@unhurried
@given(float32_arrays())
def test_densities_integrate_to_one(values: NDArray[np.float32]) -> None:
    histogram = Histogram.from_values(values)
    edges = np.array([-WIDEST, -1.0, 0.0, 1e-3, 1.0, WIDEST])
    finite = bool(np.isfinite(values).any())
    for threshold in (None, 1e-3):
        found = density(histogram, edges, threshold=threshold)
        widths = np.diff(edges if threshold is None else symlog(edges, threshold))
        assert found @ widths == (
            pytest.approx(1) if finite else pytest.approx(np.nan, nan_ok=True)
        )


def test_symlog_edges_are_even_on_their_axis() -> None:
    edges = symlog_edges(-100.0, 1.0, 12, threshold=0.01)
    assert edges[[0, -1]] == pytest.approx([-100.0, 1.0])
    np.testing.assert_allclose(np.diff(symlog(edges, 0.01), n=2), 0, atol=1e-12)


def test_symlog_is_odd_and_counts_decades_far_out() -> None:
    assert symlog(0.0, 0.1) == 0
    np.testing.assert_allclose(symlog([-5.0], 0.1), -symlog([5.0], 0.1))
    far = symlog([1e6, 1e7], 0.1)
    assert far[1] - far[0] == pytest.approx(1, abs=1e-6)
