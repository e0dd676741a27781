"""Intervals against exact quantiles."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.theory.interval import interval
from fanscope.theory.noise import Cumulants, log_gamma_cumulants


def test_a_lognormal_number() -> None:
    cumulants = Cumulants(np.array(1.0), np.array(0.25), np.array(0.0))
    median, low, high = interval(np.array(0.5), cumulants)
    assert median == pytest.approx(np.exp(1.5))
    assert low == pytest.approx(np.exp(1.5 - 1.959964 * 0.5), rel=1e-5)
    assert high == pytest.approx(np.exp(1.5 + 1.959964 * 0.5), rel=1e-5)


@pytest.mark.parametrize("degrees", [1, 2, 5, 10, 100])
def test_a_chi_square_number_is_held_at_its_rate(degrees: int) -> None:
    """Means of few squares are skewed: the output layer's case. 200,000 draws: standard error 0.0005."""
    _, low, high = interval(np.array(0.0), log_gamma_cumulants(np.array(2.0 / degrees)))
    draws = np.random.default_rng(2).chisquare(degrees, 200_000) / degrees
    assert (draws > high).mean() == pytest.approx(0.025, abs=0.002)
    assert (draws < low).mean() == pytest.approx(0.025, abs=0.002)


def test_positive_skewness_is_the_mirror_image() -> None:
    negative = Cumulants(np.array(0.0), np.array(1.0), np.array(-0.8))
    positive = Cumulants(np.array(0.0), np.array(1.0), np.array(0.8))
    median, low, high = interval(np.array(0.0), negative)
    mirrored = interval(np.array(0.0), positive)
    assert np.log([median, high, low]) == pytest.approx(-np.log(mirrored), abs=1e-4)


def test_zero_stays_zero() -> None:
    nothing = log_gamma_cumulants(np.array(0.1))
    assert [float(bound) for bound in interval(np.array(-np.inf), nothing)] == [0.0, 0.0, 0.0]


def test_what_is_certain_leaves_room_for_rounding_only() -> None:
    certain = Cumulants(*(np.array(0.0) for _ in range(3)))
    median, low, high = interval(np.array(np.log(3.0)), certain)
    assert low < median < high
    assert high - low < 1.5e-5


def test_too_large_numbers_are_infinite() -> None:
    certain = Cumulants(*(np.array(0.0) for _ in range(3)))
    assert np.isinf(interval(np.array(800.0), certain)[0])
