"""Through an activation in the mean: every correlation by the kernel.

Notation: as in stream.py; f, h, V', M' as in correlation.py.

Reference: poole2016exponential, eqs. 3 to 5; novak2019bayesian, section 2.2.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np

from fanscope.layout import ActivationNode
from fanscope.spec import Activation
from fanscope.theory.correlation import Grid, Response
from fanscope.theory.noise import Floats
from fanscope.theory.shifted import LEAST_GAUSSIAN, SHIFTABLE, shifted_grid
from fanscope.theory.stream import Stream, constants
from fanscope.theory.tables import response_grid

_WHOLE = 1e-9
_FIELDS = {name: index for index, name in enumerate(Response._fields)}
_FLOOR = _FIELDS["shared_floor"]
_LOG_SECOND, _SECOND_SLOPE = _FIELDS["log_second"], _FIELDS["second_slope"]
_BETWEEN_UNEVENNESS, _SHARED_UNEVENNESS = (
    _FIELDS["between_unevenness"],
    _FIELDS["shared_unevenness"],
)
_CROSS_UNEVENNESS = _FIELDS["cross_unevenness"]
_SECOND_FOURTH, _SECOND_UNEVENNESS = _FIELDS["second_fourth"], _FIELDS["second_unevenness"]


class Bend(NamedTuple):
    """An activation's output, and what the way back needs.

    Attributes:
        stream: phi(y).
        response: Fields of :class:`Response` at the batch's own q and m / q, [S, fields].
        is_shifted: Whether y has a mean, and is not Gaussian about it: gradients are not known well.
    """

    stream: Stream
    response: Floats
    is_shifted: bool = False


class Lens(NamedTuple):
    """A table of responses and where to look into it: by second moment, or by offset where there is one.

    Attributes:
        grid: The table.
        row: log q, or the root of the offset o, [S].
        apart: 1 - o, [S]; None about zero, where it is 1.
    """

    grid: Grid
    row: Floats
    apart: Floats | None

    def read(self, between_part: Floats) -> Floats:
        """Return the response at v / q, [S, fields]."""
        relative = between_part if self.apart is None else between_part / self.apart
        return self.grid.read(self.row, -np.log(np.minimum(np.maximum(relative, 1e-12), 1.0)))

    def shared(self, correlation: Floats) -> Floats:
        """Return h / f at many correlations, [S, points]."""
        if self.apart is not None:
            correlation = 1.0 - (1.0 - correlation) / self.apart[:, None]
        return self.grid.shared(self.row, correlation)


def through_activation(y: Stream, node: ActivationNode, *, n: int) -> Bend:
    """Return phi(frequency y)."""
    log_q = y.log_second
    if node.frequency != 1.0:
        log_q = log_q + 2.0 * log(node.frequency)
    lens = _look(y, node, log_q)
    response = lens.read(y.between_part(n))
    return Bend(_bend(y, lens, log_q, response), response, lens.apart is not None)


def has_response(y: Stream, activation: Activation) -> bool:
    """Whether theory knows what an activation does to y: Gaussian about zero, or a ReLU's input that is Gaussian enough."""
    if activation == "linear":
        return True
    if y.is_masked:
        return False
    if y.has_random_signs:
        return True
    return activation in SHIFTABLE and bool((y.raw >= LEAST_GAUSSIAN).all())


def _look(y: Stream, node: ActivationNode, log_q: Floats) -> Lens:
    if node.activation in SHIFTABLE and not y.has_random_signs:
        offset = np.minimum(y.offset, 1.0 - 1e-6)
        return Lens(shifted_grid(node.activation), np.sqrt(offset), 1.0 - offset)
    return Lens(response_grid(node.activation), log_q, None)


def _bend(y: Stream, lens: Lens, log_q: Floats, response: Floats) -> Stream:
    pairs, kept = _bend_pairs(y, lens)
    slope = response[:, _SECOND_SLOPE]
    powers = raise_profile(y.profile, slope)
    log_second = log_q + response[:, _LOG_SECOND]
    if powers is not y.profile:
        mean_power = powers.reshape(len(powers), -1).mean(1)
        log_second = log_second + np.log(mean_power)
        powers = powers / mean_power[:, None, None]
    zeros = constants(0.0, len(log_q))
    fresh = np.square(1.0 - pairs[:, 1, 0, 0]) * response[:, _BETWEEN_UNEVENNESS] / y.channels
    squared = np.square(kept)
    return y._replace(
        log_second=log_second,
        pairs=pairs,
        inherited=squared * y.tau,
        fresh=fresh,
        raw=zeros,
        excess=zeros,
        wander=squared * y.wander,
        profile=powers,
        common_taps=constants(1.0, len(log_q)),
        offset=response[:, _FLOOR],
        length_spread=_spread_lengths(y, response, slope),
        unevenness=(response[:, _SHARED_UNEVENNESS] - 1.0) / y.channels,
        crossed=(response[:, _CROSS_UNEVENNESS] - 1.0) / y.channels,
        tails=response[:, _SECOND_FOURTH],
        is_centered=False,
        is_between_sharp=y.is_between_sharp and lens.apart is None,
    )


def _bend_pairs(y: Stream, lens: Lens) -> tuple[Floats, Floats]:
    """Return covariances behind the activation over q, and what it keeps of pairs' deviations, [S].

    Pairs of inputs are not all alike: means over them are taken one step of their spread below and above the mean.
    """
    middle = y.alike
    apart = 1.0 - middle
    reach = np.minimum(np.sqrt(y.tau), np.maximum(apart, 0.0))
    flat = y.pairs.reshape(len(middle), -1)
    ends = (middle - reach)[:, None], (middle + reach)[:, None]
    after = lens.shared(np.concatenate((*ends, flat), 1))
    below, above = after[:, 0], after[:, 1]
    pairs = after[:, 2:].reshape(y.pairs.shape)
    lifted = 0.5 * (below + above) - pairs[:, 1, 0, 0]
    kept = (above - below) / np.maximum(2.0 * reach, 1e-9)
    lift = lifted[:, None, None]
    loose = (1.0 - y.pairs[:, 0]) / np.maximum(apart, 1e-9)[:, None, None]
    pairs[:, 0] += lift * np.minimum(loose, 1.0)
    pairs[:, 1] += lift
    pairs[:, 0, 0, 0] = 1.0
    return pairs, kept


def raise_profile(profile: Floats, power: Floats) -> Floats:
    """Return profile ** power, [S, H, W]; a ReLU's powers are 1 and 0."""
    powers = power.tolist()
    if all(abs(each - 1.0) < _WHOLE for each in powers):
        return profile
    if all(abs(each) < _WHOLE for each in powers):
        return np.ones_like(profile)
    return np.asarray(profile ** power[:, None, None])


def _spread_lengths(y: Stream, response: Floats, slope: Floats) -> Floats:
    """Return how an input's squared length varies over inputs."""
    scatter = np.maximum(response[:, _SECOND_FOURTH] - response[:, _SECOND_UNEVENNESS], 0.0)
    own = y.over_pairs(np.square(y.own()))
    return np.asarray(np.square(slope) * y.length_spread + scatter * own / y.channels)
