"""Moderated tests: how often seeds alone raise an alarm, and what is seen, by Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from fanscope.verdicts.moderated import chances, independent_layers

Numbers = NDArray[np.float64]
PAIRS = 600
LEVEL = 0.01
SPREAD = 0.1
"""Standard deviation between seeds, of logarithms: networks of width 100 have about as much."""


def _apart(rng: np.random.Generator, seeds: int, layers: int) -> Numbers:
    """Layers that know nothing of each other."""
    return SPREAD * rng.normal(size=(seeds, layers))


def _inherited(rng: np.random.Generator, seeds: int, layers: int) -> Numbers:
    """A walk over depth: a layer has what the one before it had, and its own."""
    return np.cumsum(_apart(rng, seeds, layers), axis=1)


def _as_one(rng: np.random.Generator, seeds: int, layers: int) -> Numbers:
    """All layers the same."""
    return np.repeat(_apart(rng, seeds, 1), layers, axis=1)


def _loud_output(rng: np.random.Generator, seeds: int, layers: int) -> Numbers:
    """An output layer of few units, that scatters five times as far."""
    return _apart(rng, seeds, layers) * np.where(np.arange(layers) == layers - 1, 5.0, 1.0)


KINDS = (_apart, _inherited, _as_one, _loud_output)


def _has_alarm(now: Numbers, then: Numbers) -> bool:
    return bool((chances(now, then) * now.shape[1] < LEVEL).any())


@pytest.mark.parametrize("draw", KINDS)
@pytest.mark.parametrize("layers", [1, 2, 6, 30])
@pytest.mark.parametrize("seeds", [(2, 2), (3, 3), (5, 3), (3, 1)])
def test_seeds_alone_seldom_raise_an_alarm(
    draw: Callable[[np.random.Generator, int, int], Numbers], layers: int, seeds: tuple[int, int]
) -> None:
    """In one pair of a hundred; twice as often where layers are nothing like each other.

    The bound is the count that a rate of 0.02 passes once in ten thousand draws.
    """
    rng = np.random.default_rng([layers, *seeds, KINDS.index(draw)])
    alarms = sum(
        _has_alarm(draw(rng, seeds[0], layers), draw(rng, seeds[1], layers)) for _ in range(PAIRS)
    )
    assert alarms <= stats.binom.isf(1e-4, PAIRS, 2 * LEVEL)


def test_a_fifth_of_fifty_layers_by_sixty_percent_is_seen_with_three_seeds() -> None:
    """Where each layer by itself, with Student's test, is seen in less than half of the draws."""
    rng = np.random.default_rng(0)
    seen = alone = 0
    for _ in range(100):
        now, then = _apart(rng, 3, 50), _apart(rng, 3, 50)
        now[:, 40:] += np.log(1.6)
        seen += _has_alarm(now, then)
        alone += bool((stats.ttest_ind(now, then).pvalue * 50 < LEVEL).any())
    assert seen >= 95
    assert alone < 50


@pytest.mark.parametrize(("n", "m"), [(2, 2), (3, 1), (4, 7)])
def test_one_layer_is_left_with_student_s_test(n: int, m: int) -> None:
    rng = np.random.default_rng(n)
    now, then = _apart(rng, n, 1), _apart(rng, m, 1) + 0.1
    expected = stats.ttest_ind(now, then).pvalue if min(n, m) > 1 else _student(now, then)
    assert chances(now, then) == pytest.approx(expected, rel=1e-9)


def _student(now: Numbers, then: Numbers) -> Numbers:
    """Return SciPy's probability that a single value belongs to a sample."""
    size = len(now)
    t = (now.mean(axis=0) - then[0]) / (now.std(axis=0, ddof=1) * np.sqrt(1 + 1 / size))
    return np.asarray(2 * stats.t.sf(np.abs(t), size - 1))


def test_numbers_without_any_spread() -> None:
    ones = np.ones((3, 4))
    assert (chances(ones, ones) == 1).all()
    assert (chances(ones, 2 * ones) == 0).all()


def test_how_many_layers_are_independent() -> None:
    """As one: 1, exactly. Apart: all 40; the estimate from 200 draws scatters by less than a tenth."""
    rng = np.random.default_rng(1)
    assert independent_layers(_centered(_as_one(rng, 5, 40)), 4) == pytest.approx(1)
    assert independent_layers(_centered(_apart(rng, 200, 40)), 199) == pytest.approx(40, rel=0.1)


def _centered(values: Numbers) -> Numbers:
    return np.asarray(values - values.mean(axis=0))
