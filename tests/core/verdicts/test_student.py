"""Welch's test, against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from fanscope.verdicts.student import incomplete_beta, two_sided, welch_probability


@given(st.floats(0.5, 200), st.floats(0.5, 200), st.floats(1e-6, 1 - 1e-6))
def test_incomplete_beta(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), rel=1e-8, abs=1e-12)


@given(st.floats(-40, 40), st.floats(1, 500))
def test_student(t: float, nu: float) -> None:
    assert two_sided(t, nu) == pytest.approx(2 * stats.t.sf(abs(t), nu), rel=1e-6, abs=1e-14)


@given(
    st.integers(2, 12), st.integers(2, 12), st.floats(0.01, 3), st.floats(-3, 3), st.integers(0, 99)
)
def test_welch(n: int, m: int, spread: float, shift: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=n), shift + spread * rng.normal(size=m)
    expected = stats.ttest_ind(first, second, equal_var=False).pvalue
    assert welch_probability(first, second) == pytest.approx(expected, rel=1e-6, abs=1e-14)


def test_equal_values_have_no_spread() -> None:
    ones = np.ones(3)
    assert welch_probability(ones, ones) == 1.0
    assert welch_probability(ones, 2 * ones) == 0.0
