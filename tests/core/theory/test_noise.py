"""Cumulants of log-gamma sources, against known constants and against sampling."""

from __future__ import annotations

from math import log, pi

import numpy as np
import pytest

from fanscope.theory.noise import Cumulants, Sources, log_gamma_cumulants

EULER = 0.5772156649015329
ZETA_3 = 1.2020569031595942


def test_an_exponential_number_has_known_cumulants() -> None:
    found = log_gamma_cumulants(np.array(1.0))
    assert found.mean == pytest.approx(-EULER, abs=1e-7)
    assert found.variance == pytest.approx(pi**2 / 6, abs=1e-6)
    assert found.third == pytest.approx(-2 * ZETA_3, abs=1e-5)


def test_a_squared_normal_number_has_known_cumulants() -> None:
    found = log_gamma_cumulants(np.array(2.0))
    assert found.mean == pytest.approx(-EULER - log(2), abs=1e-7)
    assert found.variance == pytest.approx(pi**2 / 2, abs=1e-6)
    assert found.third == pytest.approx(-14 * ZETA_3, abs=1e-5)


@pytest.mark.parametrize("relative_variance", [1e-12, 1e-8, 1e-5])
def test_small_variances_follow_the_expansion(relative_variance: float) -> None:
    found = log_gamma_cumulants(np.array(relative_variance))
    assert found.mean == pytest.approx(-relative_variance / 2, rel=1e-3)
    assert found.variance == pytest.approx(relative_variance, rel=1e-4)


def test_what_does_not_vary_has_no_cumulants() -> None:
    assert [float(value) for value in log_gamma_cumulants(np.array(0.0))] == [0.0, 0.0, 0.0]


def test_weighted_sums_add_cumulants() -> None:
    sources = Sources(num_schemes=1, capacity=3)
    columns = [sources.add(0.1), sources.add(0.3)]
    form = sources.zero()
    form[:, columns[0]], form[:, columns[1]] = 2.0, -1.0
    found = sources.cumulants().of(form)
    rng = np.random.default_rng(0)
    num = 400_000
    draws = 2 * np.log(rng.gamma(10, 0.1, num)) - np.log(rng.gamma(1 / 0.3, 0.3, num))
    error = draws.std() / np.sqrt(num)
    assert found.mean[0] == pytest.approx(draws.mean(), abs=4 * error)
    assert found.variance[0] == pytest.approx(draws.var(), rel=4 * np.sqrt(2 / num) * 2)
    third = ((draws - draws.mean()) ** 3).mean()
    assert found.third[0] == pytest.approx(third, abs=4 * np.sqrt(30 / num) * draws.std() ** 3)


def test_a_bounded_factor_keeps_its_own_third_cumulant() -> None:
    """3 U^2 over 50 numbers: the spread of uniform embeddings."""
    size, num = 50, 200_000
    excess = 27 / 7 - 3 * 9 / 5 + 2 - 2 * 0.8**2
    sources = Sources(num_schemes=1, capacity=1)
    sources.add(0.8 / size, excess_third_S=excess / size**2)
    found = sources.cumulants()
    rng = np.random.default_rng(1)
    total = np.zeros(num)
    for _ in range(size):
        total += 3 * rng.uniform(-1, 1, num) ** 2
    draws = np.log(total / size)
    assert found.mean[0, 0] == pytest.approx(draws.mean(), abs=4 * draws.std() / np.sqrt(num))
    assert found.variance[0, 0] == pytest.approx(draws.var(), rel=0.02)
    skewness = ((draws - draws.mean()) ** 3).mean() / draws.std() ** 3
    assert found.third[0, 0] / found.variance[0, 0] ** 1.5 == pytest.approx(skewness, abs=0.05)


def test_take_and_weighted() -> None:
    cumulants = Cumulants(*(np.array([[1.0, 2.0, 3.0]]) for _ in range(3)))
    taken = cumulants.take([2, 0])
    assert taken.mean.tolist() == [[3.0], [1.0]]
    assert taken.weighted(np.array([[2.0], [0.0]])).third.tolist() == [[24.0], [0.0]]
