"""Fan rules against what they are for: a signal that keeps its second moment."""

from __future__ import annotations

from statistics import harmonic_mean as reference_harmonic_mean

import numpy as np
import pytest

from fanscope.fans import fan_avg_variance, fan_in_variance, fan_out_variance, harmonic_mean
from support.sampling import assert_mean


def _signals(variance: float, *, fan_in: int, fan_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Return squared outputs and squared input gradients of random layers with unit signals."""
    rng = np.random.default_rng(1)
    weights = rng.normal(0, np.sqrt(variance), (4000, fan_out, fan_in))
    inputs, gradients = rng.standard_normal((4000, fan_in)), rng.standard_normal((4000, fan_out))
    forward = np.einsum("noi,ni->no", weights, inputs)[:, 0] ** 2
    backward = np.einsum("noi,no->ni", weights, gradients)[:, 0] ** 2
    return forward, backward


def test_fan_in_keeps_the_signal() -> None:
    forward, _ = _signals(fan_in_variance(40), fan_in=40, fan_out=10)
    assert_mean(forward, 1.0)


def test_fan_out_keeps_the_gradient() -> None:
    _, backward = _signals(fan_out_variance(10), fan_in=40, fan_out=10)
    assert_mean(backward, 1.0)


def test_average_is_the_harmonic_mean_of_both() -> None:
    both = (fan_in_variance(40), fan_out_variance(10))
    assert fan_avg_variance(40, 10) == pytest.approx(reference_harmonic_mean(both))


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.125), (1.0, 1.0), (1e-12, 3.0)])
def test_harmonic_mean(a: float, b: float) -> None:
    """hypnettorch computes 2 (1/a + 1/b) here."""
    assert harmonic_mean(a, b) == pytest.approx(reference_harmonic_mean((a, b)))
    assert min(a, b) <= harmonic_mean(a, b) <= max(a, b)


def test_harmonic_mean_with_zero_is_zero() -> None:
    assert harmonic_mean(0.0, 1.0) == harmonic_mean(1.0, 0.0) == harmonic_mean(0.0, 0.0) == 0.0
