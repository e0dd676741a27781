"""The responses of the activations, tabulated over (log q, sqrt t).

ReLU and leaky ReLU are homogeneous, so that one value of q stands for all, and ReLU's kernels are known in closed
form (Cho & Saul 2009); a sine's means over w are closed forms too (sine.py); the identity needs nothing. All others
are tabulated once per process by quadrature. Cubic interpolation makes the tables fine enough to be read linearly.
Notation as in :mod:`fanscope.theory.correlation`.

Reference: cho2009kernel, eqs. 3 to 6.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from fanscope.activation_functions import LEAKY_SLOPE, activate
from fanscope.activation_functions import differentiate as slope_of
from fanscope.spec import Activation
from fanscope.theory.correlation import Grid, Response
from fanscope.theory.noise import Floats
from fanscope.theory.quadrature import UnitMeans, average_over_inputs, average_relu_over_inputs
from fanscope.theory.sine import average_sine_over_inputs

_LOG_Q_LOW, _LOG_Q_STEP, _NUM_Q = -8.0, 0.4, 43
ROOT_T_STEP, _NUM_T = 0.18, 21
_NUM_HALVINGS = 2
_HOMOGENEOUS: frozenset[Activation] = frozenset({"relu", "leaky-relu", "linear"})
_CONSTANT_AT_ZERO: frozenset[Activation] = frozenset({"sigmoid", "softplus"})


@lru_cache(maxsize=9)
def response_grid(activation: Activation) -> Grid:
    """Return the responses of an activation on its grid."""
    t, _ = correlations_of_columns()
    num_q = 4 if activation in _HOMOGENEOUS else _NUM_Q
    log_q = _LOG_Q_LOW + np.arange(num_q, dtype=np.float64) * _LOG_Q_STEP
    values, parts = smoothed(np.stack(_tabulate(activation, log_q, t), axis=-1))
    return Grid(
        _LOG_Q_LOW,
        _LOG_Q_STEP / parts,
        ROOT_T_STEP / parts,
        values,
        slope_below=-1.0 if activation in _CONSTANT_AT_ZERO else 0.0,
        is_homogeneous=activation in _HOMOGENEOUS,
    )


def correlations_of_columns() -> tuple[Floats, Floats]:
    """Return t and c of a table's columns, c above 0."""
    t = np.square(np.arange(_NUM_T, dtype=np.float64) * ROOT_T_STEP)
    c = -np.expm1(-t)
    c[0] = 1e-9
    return t, c


def smoothed(values: Floats) -> tuple[Floats, int]:
    """Return a table with finer steps along its first two axes, and into how many parts each step went."""
    for _ in range(_NUM_HALVINGS):
        values = _halve_steps(_halve_steps(values).swapaxes(0, 1)).swapaxes(0, 1)
    return np.ascontiguousarray(values), 2**_NUM_HALVINGS


def _tabulate(activation: Activation, log_q: Floats, t: Floats) -> Response[Floats]:
    match activation:
        case "linear":
            return _tabulate_linear(log_q, t)
        case "relu":
            return _tabulate_relu(log_q, t, leak=0.0)
        case "leaky-relu":
            return _tabulate_relu(log_q, t, leak=LEAKY_SLOPE)
        case "sine":
            return _tabulate_by_rows(average_sine_over_inputs, log_q, t, is_odd=True)
        case _:
            smooth = partial(_average_smooth, activation)
            return _tabulate_by_rows(smooth, log_q, t, is_odd=activation == "tanh")


def _halve_steps(values: Floats) -> Floats:
    """Return the table with a point between any two along the first axis, on the cubic through four neighbors."""
    ends = (3 * values[:1] - 3 * values[1:2] + values[2:3], values[-3:-2] - 3 * values[-2:-1])
    padded = np.concatenate([ends[0], values, ends[1] + 3 * values[-1:]])
    between = (9.0 * (padded[1:-2] + padded[2:-1]) - padded[:-3] - padded[3:]) / 16.0
    finer = np.empty((2 * len(values) - 1, *values.shape[1:]))
    finer[::2], finer[1::2] = values, between
    return finer


def _average_smooth(activation: Activation, q: float, c: Floats) -> UnitMeans:
    def derivative(y: Floats, phi: Floats) -> Floats:
        return 1.0 - phi**2 if activation == "tanh" else slope_of(activation, y)

    return average_over_inputs(
        partial(activate, activation), derivative, q, c, is_even=activation == "tanh"
    )


def _tabulate_by_rows(
    average: Callable[[float, Floats], UnitMeans], log_q: Floats, t: Floats, *, is_odd: bool
) -> Response[Floats]:
    c = -np.expm1(-t)
    c[0] = 1e-9
    rows = [row(average(q, c), q, is_odd=is_odd) for q in np.exp(log_q).tolist()]
    columns = {name: np.stack([one[name] for one in rows]) for name in rows[0]}
    return differentiate(log_q, t, c, columns)


def row(unit: UnitMeans, q: float, *, is_odd: bool) -> dict[str, Floats]:
    """Return one row of the table before derivatives: everything at one q.

    What an odd function squared makes of y does not answer a shift: it is even.
    """
    mean = unit.over_units

    def shift(values: Floats) -> Floats:
        return np.zeros(len(values)) if is_odd else np.sqrt(q) * unit.shift(values) / mean(values)

    # f, E phi'^2, E phi'^4 and E phi^4 do not depend on c: one column, the best resolved, serves all.
    second, slope, slope_fourth, fourth = (
        np.full(len(unit.weight), mean(values)[len(unit.weight) // 2])
        for values in (unit.square, unit.slope_square, unit.slope_fourth, unit.fourth)
    )
    between, shared = mean(unit.between), mean(unit.mean**2)
    slope_shared = mean(unit.mean**2 * unit.slope_square) / (shared * slope)
    return {
        "second": second,
        "floor": np.square(mean(unit.mean))[len(unit.weight) // 2] / second * (not is_odd),
        "between": between,
        "shared": shared,
        "slope": slope,
        "slope_overlap": mean(unit.slope**2) / slope,
        "between_unevenness": mean(unit.between**2) / between**2,
        "between_fourth": mean(unit.between_fourth) / between**2,
        "shared_unevenness": mean(unit.mean**4) / shared**2,
        "cross_unevenness": mean(unit.between * unit.mean**2) / (between * shared),
        "slope_between": mean(unit.between * unit.slope_square) / (between * slope),
        "slope_shared": slope_shared,
        "slope_second": np.full(len(unit.weight), slope_shared[-1]),
        "second_fourth": fourth / second**2,
        "second_unevenness": mean(unit.square**2) / second**2,
        "slope_fourth": np.log(slope_fourth / slope**2),
        "slope_unevenness": np.log(mean(unit.slope_square**2) / slope**2),
        "between_shift": shift(unit.between),
        "shared_shift": shift(unit.mean**2),
        "slope_shift": shift(unit.slope_square),
    }


def differentiate(
    log_q: Floats, t: Floats, c: Floats, columns: dict[str, Floats]
) -> Response[Floats]:
    """Return the table: logarithms of ratios and their slopes; ``floor`` is M' / f at c = 0."""
    floor = columns.pop("floor")
    second, slope = np.log(columns.pop("second")), np.log(columns.pop("slope"))
    log_shared = np.log(columns.pop("shared"))
    log_between = np.log(columns.pop("between")) - (log_q[:, None] - t)
    second_slope = np.gradient(second, log_q, axis=0)
    slope_slope = np.gradient(slope, log_q, axis=0)
    # M' may vanish like c (tanh): take the slope of M' itself, not of its logarithm, and divide last.
    shared_ratio = np.exp(log_shared - second)
    shared_tilt = c / shared_ratio * np.gradient(shared_ratio, t, axis=1)
    rise = (shared_ratio[:, 1:] - floor[:, 1:]) / c[1:]
    rise = np.concatenate([rise[:, :1], rise], axis=1)
    return Response(
        log_second=second - log_q[:, None],
        second_slope=second_slope,
        second_bend=np.gradient(second_slope, log_q, axis=0),
        log_between=log_between,
        between_slope=np.gradient(log_between, log_q, axis=0),
        between_tilt=np.gradient(log_between, t, axis=1),
        shared_floor=floor,
        shared_rise=rise,
        shared_slope=np.gradient(log_shared, log_q, axis=0),
        shared_tilt=shared_tilt,
        log_slope=slope,
        slope_slope=slope_slope,
        slope_bend=np.gradient(slope_slope, log_q, axis=0),
        **columns,
    )


def _tabulate_relu(log_q: Floats, t: Floats, *, leak: float) -> Response[Floats]:
    c = -np.expm1(-t)
    found = row(average_relu_over_inputs(c, leak=leak), 1.0, is_odd=True)
    # What answers a shift is read from a shared part that is small, but there.
    shifts = row(average_relu_over_inputs(np.maximum(c, 1e-9), leak=leak), 1.0, is_odd=False)
    found |= {name: shifts[name] for name in ("between_shift", "shared_shift", "slope_shift")}
    # Closed forms where there are any: phi is the even part (1 - leak) |y| / 2 and the odd part (1 + leak) y / 2, and
    # the means over pairs of |y| and of sgn(y) are what the two arc-cosine kernels are made of.
    even, odd = np.square(0.5 * (1.0 - leak)), np.square(0.5 * (1.0 + leak))
    found["second"] = found["slope"] = np.full_like(c, even + odd)
    lengths = (np.sqrt(1.0 - c**2) + c * np.arcsin(c)) * 2.0 / np.pi
    found["shared"] = even * lengths + odd * c
    found["slope_overlap"] = (even * np.arcsin(c) * 2.0 / np.pi + odd) / (even + odd)
    found["second_fourth"] = 1.5 * (1.0 + leak**4) / found["second"] ** 2
    found["slope_fourth"] = np.log(0.5 * (1.0 + leak**4) / found["second"] ** 2)
    found["floor"] = even * 2.0 / np.pi / found["second"]
    columns = {name: np.tile(values, (len(log_q), 1)) for name, values in found.items()}
    scale = np.exp(log_q)[:, None]
    for name in ("second", "between", "shared"):
        columns[name] = columns[name] * scale
    return differentiate(log_q, t, c, columns)


def _tabulate_linear(log_q: Floats, t: Floats) -> Response[Floats]:
    shape = (len(log_q), len(t))
    zero, one = np.zeros(shape), np.ones(shape)
    c = np.broadcast_to(-np.expm1(-t), shape)
    return Response(
        log_second=zero,
        second_slope=one,
        second_bend=zero,
        log_between=zero,
        between_slope=zero,
        between_tilt=zero,
        shared_floor=zero,
        shared_rise=one,
        shared_slope=one,
        shared_tilt=1.0 - c,
        log_slope=zero,
        slope_slope=zero,
        slope_bend=zero,
        slope_overlap=one,
        between_unevenness=one,
        between_fourth=3.0 * one,
        shared_unevenness=3.0 * one,
        cross_unevenness=one,
        slope_between=one,
        slope_shared=one,
        slope_second=one,
        second_fourth=3.0 * one,
        second_unevenness=1.0 + 2.0 * c**2,
        slope_fourth=zero,
        slope_unevenness=zero,
        between_shift=zero,
        shared_shift=zero,
        slope_shift=zero,
    )
