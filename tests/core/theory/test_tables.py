"""Responses of the activations, against sampling and closed forms."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from fanscope.activation_functions import activate, differentiate
from fanscope.activations import second_moment_after, slope_second_moment
from fanscope.spec import Activation
from fanscope.theory.correlation import Response
from fanscope.theory.noise import Floats
from fanscope.theory.tables import response_grid
from fanscope.theory.unevenness import log_slopes

UNITS, INPUTS = 20_000, 100
ACTIVATIONS: list[Activation] = list(get_args(Activation))


def _at(activation: Activation, q: float, c: float) -> Response[Floats]:
    found = response_grid(activation).look_up(np.array([np.log(q)]), np.array([-np.log1p(-c)]))
    return Response(*(values[0] for values in found))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("q", [1e-4, 0.01, 0.3, 1.0, 7.0, 100.0, 5e3])
def test_means_are_those_of_one_input(activation: Activation, q: float) -> None:
    found = _at(activation, q, 0.5)
    assert q * np.exp(found.log_second) == pytest.approx(
        second_moment_after(activation, q), rel=0.006
    )
    assert np.exp(found.log_slope) == pytest.approx(slope_second_moment(activation, q), rel=0.006)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    ("q", "c"), [(0.05, 0.3), (1.0, 0.02), (1.0, 0.6), (2.0, 0.97), (40.0, 0.3), (500.0, 0.8)]
)
def test_against_sampled_units(activation: Activation, q: float, c: float) -> None:
    """Units y = u + w: what inputs share is drawn per unit, the rest per unit and input."""
    rng = np.random.default_rng(3)
    u = np.sqrt(q * c) * rng.standard_normal((UNITS // 2, 1))
    u = np.concatenate([u, -u])
    y = u + np.sqrt(q * (1 - c)) * rng.standard_normal((UNITS, INPUTS))
    phi, slope = activate(activation, y), differentiate(activation, y)
    unbiased = INPUTS / (INPUTS - 1)
    between = phi.var(1) * unbiased
    shared = phi.mean(1) ** 2 - between / INPUTS
    slopes = (slope**2).mean(1)
    found, f = _at(activation, q, c), (phi**2).mean()

    def close(value: Floats, sample: Floats, *, bias: float = 0.02) -> bool:
        """Within 4 standard errors, interpolation and 1 / INPUTS, the sample's own bias."""
        error = 4 * sample.std() / np.sqrt(UNITS)
        return bool(abs(value - sample.mean()) <= error + bias * abs(sample.mean()))

    assert close(q * (1 - c) * np.exp(found.log_between), between)
    assert close(found.shared_floor + c * found.shared_rise, shared / f, bias=0.03)
    mean_between, mean_shared = between.mean(), shared.mean()
    assert close(found.between_unevenness, between**2 / mean_between**2, bias=0.08)
    assert close(found.cross_unevenness, between * shared / (mean_between * mean_shared), bias=0.05)
    chance = (slope**2).var(1) * unbiased / INPUTS
    uneven = (slopes**2 - chance) / slopes.mean() ** 2
    assert close(np.exp(found.slope_unevenness), uneven, bias=0.06)
    assert close(found.slope_between, slopes * between / (slopes.mean() * mean_between), bias=0.06)
    assert close(found.slope_shared, slopes * shared / (slopes.mean() * mean_shared), bias=0.06)
    overlap = slope.mean(1) ** 2 - slope.var(1) * unbiased / INPUTS
    assert close(found.slope_overlap, overlap / slopes.mean(), bias=0.03)
    assert close(found.second_fourth, (phi**4).mean(1) / f**2, bias=0.03)


@pytest.mark.parametrize("activation", ["relu", "tanh", "leaky-relu", "gelu", "sigmoid", "sine"])
def test_slopes_are_those_of_the_map(activation: Activation) -> None:
    """Finite differences of V' and M' over v and m, read from the table itself."""

    def split(v: float, m: float) -> tuple[float, float]:
        found = _at(activation, v + m, m / (v + m))
        f = (v + m) * np.exp(found.log_second)
        shared = f * (found.shared_floor + m / (v + m) * found.shared_rise)
        return float(np.log(v) + found.log_between), float(np.log(shared))

    for v, m in ((0.5, 0.5), (1.5, 0.2), (0.05, 1.2)):
        slopes = log_slopes(_at(activation, v + m, m / (v + m)), np.array(v / (v + m)))
        step = 0.15
        up, down = split(v * np.exp(step), m), split(v * np.exp(-step), m)
        assert slopes.vv == pytest.approx((up[0] - down[0]) / (2 * step), abs=0.03)
        assert slopes.mv == pytest.approx((up[1] - down[1]) / (2 * step), abs=0.03)
        up, down = split(v, m * np.exp(step)), split(v, m * np.exp(-step))
        assert slopes.vm == pytest.approx((up[0] - down[0]) / (2 * step), abs=0.03)
        assert slopes.mm == pytest.approx((up[1] - down[1]) / (2 * step), abs=0.03)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_point_is_finite(activation: Activation) -> None:
    log_q = np.array([-np.inf, -800.0, 0.0, 8.0, 80.0, 700.0])
    t = np.array([0.0, 1e-9, 1.0, 30.0, np.inf, 0.5])
    for values in response_grid(activation).look_up(log_q, t):
        assert np.isfinite(values).all()


@pytest.mark.parametrize("activation", ["relu", "leaky-relu", "gelu", "sigmoid", "tanh"])
@pytest.mark.parametrize(("q", "c"), [(1.0, 0.02), (1.0, 0.6), (4.0, 0.3)])
def test_shifts_are_finite_differences(activation: Activation, q: float, c: float) -> None:
    """V', M' and E[phi'^2] of the same sampled units, all pre-activations moved a little up and a little down."""
    rng = np.random.default_rng(5)
    u = np.sqrt(q * c) * rng.standard_normal((4_000, 1))
    w = np.sqrt(q * (1 - c)) * rng.standard_normal((4_000, 200))
    y = np.concatenate([u, -u]) + np.concatenate([w, -w])
    step = 0.1 * np.sqrt(q)

    def moved(by: float) -> Floats:
        phi, slope = activate(activation, y + by), differentiate(activation, y + by)
        between = phi.var(1).mean() * 200 / 199
        shared = (phi.mean(1) ** 2).mean() - between / 200
        return np.log([between, shared, (slope**2).mean()])

    above, below = moved(step), moved(-step)
    found = _at(activation, q, c)
    expected = (found.between_shift, found.shared_shift, found.slope_shift)
    assert expected == pytest.approx((above - below) / 0.2, rel=0.03, abs=0.03)
