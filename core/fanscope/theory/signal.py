"""A layer's signal over a batch, in logarithms: nothing overflows and zero is a number like any other.

Notation:
    V, M    part of the second moment that differs between inputs, and square of the batch mean; q = V + M
    tau, eta, gamma    as in forward.py
"""

from __future__ import annotations

from math import exp, inf, log, log1p
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from fanscope.theory.noise import Floats

Real = TypeVar("Real", float, Floats)
_MOST = 600.0


class Signal(NamedTuple, Generic[Real]):
    """A layer's input or pre-activation: floats of one scheme, or arrays [S] or [L, S].

    Attributes:
        log_between: log V.
        log_shared: log M.
        log_second: log q.
        between_part: V / q; 0 where q is 0.
        overlap: tau.
        norm_spread: eta.
        class_share: gamma.
        between_peaks: Mean square over squared mean, over the units x came from, of a unit's part of V.
        shared_peaks: The same of M.
        pull: Mean of (x_mean . x_a)^2 over inputs a, their mean removed, over M^2: do inputs differ along their mean?
        weight_part: Part of M that came through the layer's weights, the rest being bias; 1 for an input.
    """

    log_between: Real
    log_shared: Real
    log_second: Real
    between_part: Real
    overlap: Real
    norm_spread: Real
    class_share: Real
    between_peaks: Real
    shared_peaks: Real
    pull: Real
    weight_part: Real


def last_layer(signal: Signal[Floats]) -> Signal[Floats]:
    """Return the last layer's signal, [S], of all layers' [L, S]."""
    return Signal(*(values[-1] for values in signal))


def make_signal(
    *,
    log_between: float,
    log_shared: float,
    overlap: float,
    norm_spread: float,
    class_share: float,
    between_peaks: float,
    shared_peaks: float,
    pull: float,
    weight_part: float,
) -> Signal[float]:
    """Return a signal; q and V / q follow from V and M."""
    log_second = add_logs(log_between, log_shared)
    return Signal(
        log_between,
        log_shared,
        log_second,
        ratio(log_between, log_second),
        overlap,
        norm_spread,
        class_share,
        between_peaks,
        shared_peaks,
        pull,
        weight_part,
    )


def as_log(value: float) -> float:
    """Return log(value), minus infinity for 0 and below."""
    return log(value) if value > 0 else -inf


def add_logs(one: float, other: float) -> float:
    """Return log(exp(one) + exp(other))."""
    if one < other:
        one, other = other, one
    return one if other == -inf else one + log1p(exp(other - one))


def ratio(log_piece: float, log_whole: float) -> float:
    """Return the part a piece is of a whole; 0 where the whole is 0."""
    return exp(log_piece - log_whole) if log_whole > -inf else 0.0


def capped_ratio(log_one: float, log_other: float) -> float:
    """Return the ratio of two logged numbers, either of which may be 0, kept within a float64."""
    difference = max(log_one, -1e300) - max(log_other, -1e300)
    return exp(min(max(difference, -_MOST), _MOST))


def capped_ratios(log_one: Floats, log_other: Floats) -> Floats:
    """Return :func:`capped_ratio` of arrays."""
    difference = np.maximum(log_one, -1e300) - np.maximum(log_other, -1e300)
    return np.asarray(np.exp(np.minimum(np.maximum(difference, -_MOST), _MOST)))
