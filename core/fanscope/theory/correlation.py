"""What an activation does to a batch of correlated Gaussian pre-activations, and how much that varies.

Notation:
    q, c        second moment of a pre-activation and correlation between two inputs
    v, m        v = q (1 - c) differs between inputs, m = q c is shared by them; q = v + m
    f, h        E[phi(y)^2] and E[phi(y_a) phi(y_b)] for two inputs a, b: maps of q and of m
    V', M'      f - h and h: the same split after the activation
    t           log(q / v) = -log(1 - c), from 0 (unrelated inputs) to infinity (collapsed ones)
    E_u, E_w    means over what a unit shares between inputs and what it does not (quadrature.py)

Reference: poole2016exponential, eqs. 3 to 5; schoenholz2017deep, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.signal import Real


class Response(NamedTuple, Generic[Real]):
    """An activation at points (q, c); every field is a float or an array of their shape.

    Attributes:
        log_second: log(f / q).
        second_slope: d log f / d log q.
        second_bend: Derivative of ``second_slope``.
        log_between: log(V' / v).
        between_slope: d log(V' / v) / d log q at fixed t.
        between_tilt: d log(V' / v) / d t at fixed q.
        shared_floor: M' / f at c = 0; the rest of M' grows with c.
        shared_rise: (M' / f - shared_floor) / c.
        shared_slope: d log M' / d log q at fixed t.
        shared_tilt: c d log M' / d t at fixed q.
        log_slope: log E[phi'^2].
        slope_slope: d log E[phi'^2] / d log q.
        slope_bend: Derivative of ``slope_slope``.
        slope_overlap: E[phi'_a phi'_b] / E[phi'^2].
        between_unevenness: E_u[S^2] / E[S]^2 with S = E_w[(phi - E_w phi)^2]: how units differ in V'.
        between_fourth: E_u E_w[(phi - E_w phi)^4] / V'^2.
        shared_unevenness: E_u[(E_w phi)^4] / M'^2.
        cross_unevenness: E_u[S (E_w phi)^2] / (V' M').
        slope_between: E_u[D S] / (E[phi'^2] V') with D = E_w[phi'^2].
        slope_shared: E_u[D (E_w phi)^2] / (E[phi'^2] M').
        slope_second: E[phi'^2 phi^2] / (E[phi'^2] f) for one input.
        second_fourth: E[phi^4] / f^2.
        second_unevenness: E[phi_a^2 phi_b^2] / f^2.
        slope_fourth: log(E[phi'^4] / E[phi'^2]^2).
        slope_unevenness: log(E[phi'_a^2 phi'_b^2] / E[phi'^2]^2).
        between_shift: d log V' / d y, a shift of all pre-activations, times the root of q.
        shared_shift: The same of M'.
        slope_shift: The same of E[phi'^2].
    """

    log_second: Real
    second_slope: Real
    second_bend: Real
    log_between: Real
    between_slope: Real
    between_tilt: Real
    shared_floor: Real
    shared_rise: Real
    shared_slope: Real
    shared_tilt: Real
    log_slope: Real
    slope_slope: Real
    slope_bend: Real
    slope_overlap: Real
    between_unevenness: Real
    between_fourth: Real
    shared_unevenness: Real
    cross_unevenness: Real
    slope_between: Real
    slope_shared: Real
    slope_second: Real
    second_fourth: Real
    second_unevenness: Real
    slope_fourth: Real
    slope_unevenness: Real
    between_shift: Real
    shared_shift: Real
    slope_shift: Real


_LOG_SECOND = Response._fields.index("log_second")
_FLOOR, _RISE = (Response._fields.index(name) for name in ("shared_floor", "shared_rise"))
_LOWEST = 1e6
_CLOSEST = 1e-9
"""What two inputs have of their own at least, where correlations are looked up."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Responses on a grid, logarithms interpolated linearly between its nodes.

    Attributes:
        log_q_low: First node of log q. Below it the activation is a straight line.
        log_q_step: Distance between nodes of log q. Beyond the last one the last slope continues.
        root_t_step: Distance between nodes of sqrt(t), which starts at 0. The last one stands for all beyond.
        values: [nodes of log q, nodes of sqrt(t), fields of Response].
        is_homogeneous: Whether all rows are the same.
        slope_below: d log(f / q) / d log q below the first node: 0 where the line goes through the origin, -1 where
            it does not.
    """

    log_q_low: float
    log_q_step: float
    root_t_step: float
    values: Floats
    slope_below: float
    is_homogeneous: bool = False

    def look_up(self, log_q: Floats, t: Floats) -> Response[Floats]:
        """Return the response at log second moments and t = log(q / v), arrays of one shape."""
        return Response(*np.moveaxis(self.read(log_q, t), -1, 0))

    def read(self, log_q: Floats, t: Floats) -> Floats:
        """Return what :meth:`look_up` does as one array, the fields on its last axis."""
        rows, columns, _ = self.values.shape
        if self.is_homogeneous:
            return self._read_row(t)
        x = np.minimum(np.maximum((log_q - self.log_q_low) / self.log_q_step, 0.0), 1e6)
        y = np.minimum(np.sqrt(np.maximum(t, 0.0)) / self.root_t_step, columns - 1.0)
        row = np.minimum(x.astype(np.intp), rows - 2)
        column = np.minimum(y.astype(np.intp), columns - 2)
        below, right = (x - row)[..., None], (y - column)[..., None]
        flat = self.values.reshape(rows * columns, -1)
        corner = row * columns + column
        upper, lower = flat.take(corner, 0), flat.take(corner + columns, 0)
        upper += (flat.take(corner + 1, 0) - upper) * right
        lower += (flat.take(corner + columns + 1, 0) - lower) * right
        upper += (lower - upper) * below
        if self.slope_below:
            short = np.minimum(log_q - self.log_q_low, 0.0)
            upper[..., _LOG_SECOND] += self.slope_below * np.maximum(short, -_LOWEST)
        return np.asarray(upper)

    def _read_row(self, t: Floats) -> Floats:
        columns = self.values.shape[1]
        y = np.minimum(np.sqrt(np.maximum(t, 0.0)) / self.root_t_step, columns - 1.0)
        column = np.minimum(y.astype(np.intp), columns - 2)
        row = self.values[0]
        left = row.take(column, 0)
        left += (row.take(column + 1, 0) - left) * (y - column)[..., None]
        return np.asarray(left)

    def shared(self, log_q: Floats, correlation: Floats) -> Floats:
        """Return h / f at many correlations, [S, points], of one second moment a scheme, [S]."""
        floor, rise = self._curves_of(log_q)
        # h / f is floor + c rise, both given at sqrt(t) = sqrt(-log(1 - |c|)).
        place = np.maximum(np.copysign(correlation, -1.0), _CLOSEST - 1.0)
        np.log1p(place, out=place)
        place *= -1.0 / self.root_t_step**2
        np.sqrt(place, out=place)
        last = rise.shape[1] - 1
        np.minimum(place, last - 1e-9, out=place)
        column = place.astype(np.intp)
        place -= column
        if len(rise) > 1:
            column += (np.arange(len(rise)) * (last + 1))[:, None]
        left = rise.take(column)
        column += 1
        step = rise.take(column)
        step -= left
        step *= place
        left += step
        left *= correlation
        left += floor
        return left

    def _curves_of(self, log_q: Floats) -> tuple[Floats, Floats]:
        """Return the floor, [S, 1], and the rise along a row, [S, columns], of each second moment; one row where all are the same."""
        if self.is_homogeneous:
            return self._floors[:1, None], self._rises[:1]
        rows = len(self._rises)
        x = np.minimum(np.maximum((log_q - self.log_q_low) / self.log_q_step, 0.0), rows - 1.0)
        row = np.minimum(x.astype(np.intp), rows - 2)
        below = x - row
        floor, rise = self._floors.take(row), self._rises.take(row, 0)
        floor += (self._floors.take(row + 1) - floor) * below
        rise += (self._rises.take(row + 1, 0) - rise) * below[:, None]
        return floor[:, None], rise

    @cached_property
    def _floors(self) -> Floats:
        return np.ascontiguousarray(self.values[:, 0, _FLOOR])

    @cached_property
    def _rises(self) -> Floats:
        return np.ascontiguousarray(self.values[..., _RISE])
