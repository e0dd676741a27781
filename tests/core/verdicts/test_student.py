"""Student's distribution, against SciPy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from fanscope.verdicts.student import incomplete_beta, two_sided


@given(st.floats(0.5, 200), st.floats(0.5, 200), st.floats(1e-6, 1 - 1e-6))
def test_incomplete_beta(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), rel=1e-8, abs=1e-12)


@given(st.floats(-40, 40), st.floats(1, 500))
def test_student(t: float, nu: float) -> None:
    assert two_sided(t, nu) == pytest.approx(2 * stats.t.sf(abs(t), nu), rel=1e-6, abs=1e-14)
