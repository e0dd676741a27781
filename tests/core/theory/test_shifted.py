"""Responses of a ReLU with a mean, against closed forms and a million drawn pairs."""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from fanscope.activation_functions import LEAKY_SLOPE
from fanscope.theory.shifted import shifted_grid
from fanscope.theory.tables import response_grid

NUM_PAIRS = 1_000_000
LEAKS = {"relu": 0.0, "leaky-relu": LEAKY_SLOPE}


@pytest.mark.parametrize("offset", [0.0, 0.1, 0.318, 0.6, 0.9])
def test_second_moment_and_slope_are_a_rectified_gaussian_s(offset: float) -> None:
    mean, variance = sqrt(offset), 1.0 - offset
    above = 0.5 * (1.0 + erf(mean / sqrt(2.0 * variance)))
    density = exp(-0.5 * offset / variance) / sqrt(2.0 * pi)
    second = above + mean * sqrt(variance) * density
    found = shifted_grid("relu").look_up(np.array(sqrt(offset)), np.array(1.0))
    assert np.exp(found.log_second) == pytest.approx(second, rel=2e-3)
    assert np.exp(found.log_slope) == pytest.approx(above, rel=5e-3)


@pytest.mark.parametrize("activation", LEAKS)
@pytest.mark.parametrize(("offset", "correlation"), [(0.2, 0.3), (0.5, 0.9), (0.7, 0.05)])
def test_pairs_of_inputs_agree_with_drawn_ones(
    activation: str, offset: float, correlation: float
) -> None:
    generator = np.random.default_rng(20_261_126)
    u, w, other = generator.standard_normal((3, NUM_PAIRS))
    spread, leak = sqrt(1.0 - offset), LEAKS[activation]
    first, second = (
        sqrt(offset) + spread * (sqrt(correlation) * u + sqrt(1.0 - correlation) * own)
        for own in (w, other)
    )
    a, b = (np.where(y > 0, y, leak * y) for y in (first, second))
    square = 0.5 * (np.mean(a**2) + np.mean(b**2))
    t = np.array(-np.log1p(-correlation))
    found = shifted_grid(activation).look_up(np.array(sqrt(offset)), t)
    error = 4.0 * np.std(a * b) / sqrt(NUM_PAIRS) / square
    shared = found.shared_floor + correlation * found.shared_rise
    assert shared == pytest.approx(np.mean(a * b) / square, abs=error + 2e-3)
    assert found.shared_floor == pytest.approx(np.mean(a) ** 2 / square, abs=error + 2e-3)
    between = (square - np.mean(a * b)) / ((1.0 - offset) * (1.0 - correlation))
    assert np.exp(found.log_between) == pytest.approx(between, rel=2e-2)


def test_without_a_mean_it_is_the_ordinary_relu() -> None:
    t = np.array([0.05, 0.7, 3.0])
    shifted = shifted_grid("relu").look_up(np.zeros(3), t)
    plain = response_grid("relu").look_up(np.zeros(3), t)
    for name in ("log_second", "log_between", "shared_floor", "shared_rise", "log_slope"):
        np.testing.assert_allclose(getattr(shifted, name), getattr(plain, name), atol=6e-3)
