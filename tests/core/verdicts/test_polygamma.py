"""Digamma and trigamma, against SciPy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from fanscope.verdicts.polygamma import digamma, inverse_trigamma, trigamma

POSITIVE = st.floats(1e-2, 1e6)


@given(POSITIVE)
def test_against_scipy(x: float) -> None:
    assert digamma(x) == pytest.approx(special.digamma(x), rel=1e-12, abs=1e-12)
    assert trigamma(x) == pytest.approx(special.polygamma(1, x), rel=1e-12)


@given(POSITIVE)
def test_the_inverse(x: float) -> None:
    assert inverse_trigamma(special.polygamma(1, x)) == pytest.approx(x, rel=1e-9)
