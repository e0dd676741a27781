"""Through an activation: every correlation by the kernel, every fluctuation by its log-slopes.

Notation: as in stream.py; f, h, V', M' as in correlation.py.

Reference: poole2016exponential, eqs. 3 to 5; novak2019bayesian, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fanscope.layout import ActivationNode
from fanscope.spec import Activation
from fanscope.theory.correlation import Grid, Response
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.shifted import LEAST_GAUSSIAN, SHIFTABLE, shifted_grid
from fanscope.theory.stream import Stream
from fanscope.theory.tables import response_grid
from fanscope.theory.through_weights import ranks
from fanscope.theory.unevenness import Residuals, Slopes, log_slopes, residuals

_FLOOR = Response._fields.index("shared_floor")
_WHOLE = 1e-9
CENTERED = 1e-6
"""Offset below which units have random signs."""
_RISE = Response._fields.index("shared_rise")


@dataclass(frozen=True, slots=True)
class Bend:
    """An activation's output, and what the way back needs.

    Attributes:
        stream: phi(y).
        response: At the batch's own q and m / q, [S].
        slopes: Log-slopes there, [S].
        left: What they do not explain, of one channel, [S].
        columns: Of the sources e1 and e2.
        is_shifted: Whether y has a mean, and is not Gaussian about it: gradients are not known well.
        slope_unevenness: log of how unevenly channels pass gradients on, means over places taken, [S].
    """

    stream: Stream
    response: Response[Floats]
    slopes: Slopes[Floats]
    left: Residuals
    columns: tuple[int, int]
    slope_unevenness: Floats
    is_shifted: bool = False


def through_activation(y: Stream, node: ActivationNode, sources: Sources, *, n: int) -> Bend:
    """Return phi(frequency y); its sources are added to ``sources``."""
    log_q = y.log_second + 2.0 * np.log(node.frequency)
    part = y.between_part(n)
    lens = _look(y, node, log_q)
    response = lens.grid.look_up(lens.row, -np.log(np.clip(part / lens.apart, 1e-12, 1.0)))
    slopes = log_slopes(response, part)
    between_rank, shared_rank = ranks(y, n=n)
    thinned = _thin_out(response, y, shared_rank)
    left = residuals(
        thinned,
        slopes,
        rank=between_rank,
        overlap=np.minimum(y.tau / np.maximum(1.0 - y.other[:, 0, 0], 1e-12) ** 2, 1.0),
        n=n,
        shared_rank=shared_rank,
    )
    # Channels that answer differently also differ in size.
    first, second = left.first * (1.0 + 2.0 * between_rank), left.second * (1.0 + y.unevenness)
    columns = (sources.add(first / y.channels), sources.add(second / y.channels))
    bent = _bend(y, lens, log_q, response)
    between, shared = _pass_noise(y, slopes, left, columns)
    return Bend(
        bent._replace(between_noise=between, shared_noise=shared),
        response,
        slopes,
        left,
        columns,
        thinned.slope_unevenness,
        lens.is_shifted,
    )


def _thin_out(response: Response[Floats], y: Stream, shared_rank: Floats) -> Response[Floats]:
    """Return how differently channels answer, means over places taken.

    Functions of what inputs share average out like its squared correlation between places, those of the rest
    like that of the rest.
    """
    alone = y.over_pairs(np.square(y.own()))

    def less(value: Floats) -> Floats:
        return np.asarray(1.0 + (value - 1.0) * shared_rank)

    uneven = less(response.between_unevenness)
    return response._replace(
        between_unevenness=uneven,
        between_fourth=uneven + (response.between_fourth - response.between_unevenness) * alone,
        shared_unevenness=less(response.shared_unevenness),
        cross_unevenness=less(response.cross_unevenness),
        slope_between=less(response.slope_between),
        slope_shared=less(response.slope_shared),
        slope_unevenness=np.log(less(np.exp(response.slope_unevenness))),
    )


class Lens(NamedTuple):
    """A table of responses and where to look into it: by second moment, or by offset where there is one.

    Attributes:
        grid: The table.
        row: log q, or the root of the offset o, [S].
        apart: 1 - o, [S]; 1 about zero.
        is_shifted: Whether there is an offset.
    """

    grid: Grid
    row: Floats
    apart: Floats
    is_shifted: bool


def has_response(y: Stream, activation: Activation) -> bool:
    """Whether theory knows what an activation does to y: Gaussian about zero, or a ReLU's input that is Gaussian enough."""
    if activation == "linear" or np.all(y.offset < CENTERED):
        return True
    return activation in SHIFTABLE and bool(np.all(y.raw >= LEAST_GAUSSIAN))


def _look(y: Stream, node: ActivationNode, log_q: Floats) -> Lens:
    if node.activation in SHIFTABLE and not np.all(y.offset < CENTERED):
        offset = np.minimum(y.offset, 1.0 - 1e-6)
        return Lens(shifted_grid(node.activation), np.sqrt(offset), 1.0 - offset, True)
    return Lens(response_grid(node.activation), log_q, np.ones_like(log_q), False)


def _bend(y: Stream, lens: Lens, log_q: Floats, response: Response[Floats]) -> Stream:
    kernel = Kernel(lens)
    same, other = kernel.at(y.same), kernel.at(y.other)
    reach = np.minimum(np.sqrt(y.tau), np.maximum(1.0 - y.other[:, 0, 0], 0.0))
    middle = y.other[:, 0, 0]
    ends = kernel.at(np.stack([middle - reach, middle + reach], 1)[:, None])[:, 0]
    lifted = 0.5 * (ends[:, 0] + ends[:, 1]) - other[:, 0, 0]
    kept = (ends[:, 1] - ends[:, 0]) / np.maximum(2.0 * reach, 1e-9)
    loose = np.minimum((1.0 - y.same) / np.maximum(1.0 - middle, 1e-9)[:, None, None], 1.0)
    same = same + lifted[:, None, None] * loose
    other = other + lifted[:, None, None]
    same[:, 0, 0] = 1.0
    powers = raise_profile(y.profile, response.second_slope)
    mean_power = powers.mean((1, 2))
    fresh = np.square(1.0 - other[:, 0, 0]) * response.between_unevenness / y.channels
    inherited = np.square(kept) * y.tau
    bent = y._replace(
        log_second=log_q + response.log_second + np.log(mean_power),
        same=same,
        other=other,
        inherited=inherited,
        fresh=fresh,
        raw=np.zeros_like(fresh),
        excess=np.zeros_like(fresh),
        wander=np.square(kept) * y.wander,
        profile=powers / mean_power[:, None, None],
        common_taps=np.ones_like(mean_power),
        offset=response.shared_floor,
        length_spread=_spread_lengths(y, response),
        unevenness=(response.shared_unevenness - 1.0) / y.channels,
        is_between_sharp=y.is_between_sharp and not lens.is_shifted,
    )
    return bent


def raise_profile(profile: Floats, power: Floats) -> Floats:
    """Return profile ** power, [S, H, W]; a ReLU's powers are 1 and 0."""
    for whole, result in ((1.0, profile), (0.0, np.ones_like(profile))):
        if np.all(np.abs(power - whole) < _WHOLE):
            return result
    return np.asarray(profile ** power[:, None, None])


def _spread_lengths(y: Stream, response: Response[Floats]) -> Floats:
    """Return how an input's squared length varies over inputs."""
    scatter = np.maximum(response.second_fourth - response.second_unevenness, 0.0)
    own = y.over_pairs(np.square(y.own()))
    return np.asarray(response.second_slope**2 * y.length_spread + scatter * own / y.channels)


def _pass_noise(
    y: Stream, slopes: Slopes[Floats], left: Residuals, columns: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Return the linear forms of log V' and log M'."""
    vv, vm, mv, mm = (slope[:, None] for slope in slopes[:4])
    between = vv * y.between_noise + vm * y.shared_noise
    shared = mv * y.between_noise + mm * y.shared_noise
    first, second = columns
    between[:, first] = 1.0
    shared[:, first], shared[:, second] = left.tilt, 1.0
    return between, shared


class Kernel:
    """h / f of one q or offset a scheme, at many correlations."""

    def __init__(self, lens: Lens) -> None:
        """Cut the grid at each scheme's row."""
        grid, log_q = lens.grid, lens.row
        self._apart_S = lens.apart[:, None, None] if lens.is_shifted else None
        rows, columns, _ = grid.values.shape
        x = np.minimum(np.maximum((log_q - grid.log_q_low) / grid.log_q_step, 0.0), rows - 1.0)
        row = np.minimum(x.astype(np.intp), rows - 2)
        below = (x - row)[:, None]
        floor = grid.values[:, 0, _FLOOR]
        self._floor_S = (1.0 - below[:, 0]) * floor[row] + below[:, 0] * floor[row + 1]
        self._rise_SC = np.empty((len(row), columns))
        for scheme, (at, part) in enumerate(zip(row.tolist(), below, strict=True)):
            near, far = grid.values[at : at + 2, :, _RISE]
            self._rise_SC[scheme] = (1.0 - part) * near + part * far
        self._step = grid.root_t_step

    def at(self, correlation: Floats) -> Floats:
        """Return h / f, [S, H, W] each."""
        if self._apart_S is not None:
            correlation = 1.0 - (1.0 - correlation) / self._apart_S
        size = np.minimum(np.abs(correlation), 1.0 - 1e-9)
        place = np.sqrt(-np.log1p(-size)) / self._step
        last = self._rise_SC.shape[1] - 1
        place = np.minimum(place, last - 1e-9)
        column = place.astype(np.intp)
        flat = self._rise_SC.ravel()
        start = column + (np.arange(len(flat) // (last + 1)) * (last + 1))[:, None, None]
        left = flat.take(start)
        rise = left + (flat.take(start + 1) - left) * (place - column)
        return np.asarray(self._floor_S[:, None, None] + correlation * rise)
