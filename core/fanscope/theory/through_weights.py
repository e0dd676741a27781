"""Through a weighted node in the mean: linear, on tokens or not, and convolution of any stride, padding, dilation and groups.

Notation:
    S       schemes
    tau, v, m, q, n, same, other    as in stream.py

Given its input, a layer's channels are independent Gaussian vectors over inputs and places.

Reference: hanin2018start, theorem 5; novak2019bayesian, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from fanscope.layout import ConvNode, LayerLayout, LinearNode
from fanscope.theory.noise import Floats
from fanscope.theory.places import (
    REACH,
    common_taps,
    count_windows,
    reach_matrix,
    tap_weights,
)
from fanscope.theory.signal import capped_ratios
from fanscope.theory.stream import Stream, constants
from fanscope.theory.weights import MainVariances

LOG_NOTHING = -1e4
"""log of a variance of 0: smaller than any float64, and yet a number to count with."""


@dataclass(frozen=True, slots=True)
class Window:
    """How a node looks at its input: kernel, stride, padding, dilation and groups."""

    kernel: int = 1
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    groups: int = 1


_ONE_PLACE = Window()


class Draw(NamedTuple):
    """What is drawn at a layer, [S] each; see :class:`MainVariances`."""

    log_weight: Floats
    weight_excess: Floats
    log_bias: Floats


class Passage(NamedTuple):
    """A layer's output.

    Attributes:
        stream: In the mean.
        uneven_groups: Relative variance of m that few channels in a group add, over channels, [S].
        weight_part: Part of q that came through weights, [S].
        has_bias: Whether it is less than 1 anywhere.
    """

    stream: Stream
    uneven_groups: Floats
    weight_part: Floats
    has_bias: bool


def window_of(node: LinearNode | ConvNode) -> Window:
    """Return a node's window; a linear layer on tokens looks at one place."""
    if isinstance(node, LinearNode):
        return _ONE_PLACE
    return Window(node.kernel, node.stride, node.padding, node.dilation, node.groups)


def draw_of(variances: MainVariances, index: int) -> Draw:
    """Return what is drawn at a layer."""
    return Draw(
        np.maximum(variances.log_weight[index], LOG_NOTHING),
        variances.weight_excess[index],
        variances.log_bias[index],
    )


def through_weights(x: Stream, layer: LayerLayout, window: Window, draw: Draw) -> Passage:
    """Return y = W x + b.

    Args:
        x: The input.
        layer: The layer.
        window: How it looks at its input.
        draw: Its weights and biases.
    """
    tau, likeness, wander, uneven_groups = _deviate(x, window)
    profile, log_covered = _cover(x, window)
    channels, num_schemes = layer.weight.shape[0], len(x.log_second)
    y = x._replace(
        channels=channels,
        log_second=draw.log_weight + x.log_second + (log(layer.fan_in) + log_covered),
        pairs=_step(x, window),
        inherited=tau,
        fresh=constants(0.0, num_schemes),
        raw=constants(1.0, num_schemes),
        excess=draw.weight_excess / layer.fan_in,
        likeness=likeness,
        wander=wander + tau / channels,
        profile=profile,
        common_taps=x.common_taps * _common_taps(x, window),
        offset=constants(0.0, num_schemes),
        unevenness=uneven_groups,
        crossed=constants(0.0, num_schemes),
        tails=constants(3.0, num_schemes),
        is_masked=False,
        kept=1.0,
        is_leveled=False,
        is_centered=False,
    )
    if layer.bias is None or bool((draw.log_bias == -np.inf).all()):
        return Passage(y, uneven_groups, constants(1.0, num_schemes), has_bias=False)
    return _add_bias(y, draw.log_bias, uneven_groups)


def _add_bias(y: Stream, log_bias: Floats, uneven_groups: Floats) -> Passage:
    """Return y + b: a bias is the same for all inputs and places."""
    log_second = np.logaddexp(y.log_second, log_bias)
    part = capped_ratios(y.log_second, log_second)
    of_bias, squared = 1.0 - part, np.square(part)
    wide, flat = part[:, None, None, None], part[:, None, None]
    biased = y._replace(
        log_second=log_second,
        pairs=wide * y.pairs + (1.0 - wide),
        inherited=y.inherited * squared,
        excess=y.excess * squared,
        wander=y.wander * squared,
        profile=flat * y.profile + (1.0 - flat),
        common_taps=part * y.common_taps + of_bias,
        length_spread=y.length_spread * squared,
    )
    return Passage(biased, uneven_groups, part, has_bias=True)


def _deviate(x: Stream, window: Window) -> tuple[Floats, Floats, Floats, Floats]:
    """Return tau, its likeness, ``wander`` and what groups add to the unevenness, all as windows see the input.

    What the finite number of channels added to the pairs' products moves with one place, and what was inherited with both.
    """
    fresh = x.fresh + np.square(x.raw * (1.0 - x.alike)) / x.channels
    parts = np.array((x.inherited, fresh))
    difference = x.pairs[:, 0, :, 0] - x.pairs[:, 1, :, 0]
    along = np.zeros((2, len(fresh), REACH))
    along[0] = x.likeness
    along[1, :, : difference.shape[1]] = np.square(
        difference / np.maximum(difference[:, :1], 1e-12)
    )
    uneven = x.unevenness
    if window.kernel > 1 or window.stride > 1:
        along = along @ _shrinking(window.kernel, window.stride, window.dilation)
        pooled = along[..., 0].copy()
        along /= np.maximum(pooled, 1e-300)[..., None]
        squares = np.square(pooled)
        parts *= squares
        uneven = uneven * squares[1]
    parts[1] *= window.groups
    tau = parts[0] + parts[1]
    along *= (parts / np.maximum(tau, 1e-300))[..., None]
    likeness = along[0] + along[1]
    likeness[:, 0] = 1.0
    return tau, likeness, x.wander, uneven * (window.groups - 1)


@lru_cache(maxsize=256)
def _shrinking(kernel: int, stride: int, dilation: int) -> Floats:
    """Return what averaging over the taps along a side makes of deviations by displacement, [REACH, REACH].

    Column j says how those of two windows j strides apart follow from those of places; beyond REACH there are none.
    """
    weights, taps = np.zeros((REACH, REACH)), tap_weights(kernel)
    for step in range(REACH):
        for u, tap in enumerate(taps.tolist()):
            for far in (step * stride + u * dilation, abs(step * stride - u * dilation)):
                if far < REACH:
                    weights[far, step] += 0.5 * tap
    return weights


def _common_taps(x: Stream, window: Window) -> float:
    if window.padding == 0:
        return 1.0
    height, width = (
        common_taps(side, window.kernel, window.stride, window.padding, window.dilation)
        for side in x.places
    )
    return height * width


def _step(x: Stream, window: Window) -> Floats:
    """Return covariances at every stride-th displacement; those beyond the image are as the farthest."""
    pairs = x.pairs
    height, width = (
        min(
            count_windows(side, window.kernel, window.stride, window.padding, window.dilation),
            REACH,
        )
        for side in x.places
    )
    if window.stride == 1 and (height, width) == pairs.shape[2:]:
        return pairs
    rows = np.minimum(np.arange(height) * window.stride, pairs.shape[2] - 1)
    columns = np.minimum(np.arange(width) * window.stride, pairs.shape[3] - 1)
    return np.asarray(pairs[:, :, rows[:, None], columns])


def _cover(x: Stream, window: Window) -> tuple[Floats, Floats | float]:
    """Return q at each place over its mean, [S, H', W'], and the log of that mean per tap, [S]."""
    if window.kernel == 1 and window.stride == 1 and window.padding == 0:
        return x.profile, 0.0
    rows, columns = (
        reach_matrix(side, window.kernel, window.stride, window.padding, window.dilation)
        for side in x.places
    )
    # All rows of all schemes at once: one product instead of one a scheme.
    along_rows = x.profile.reshape(-1, x.places[1]) @ columns.T
    sums = rows @ along_rows.reshape(-1, x.places[0], len(columns))
    mean = sums.reshape(len(sums), -1).sum(1) / sums[0].size
    sums /= mean[:, None, None]
    return sums, np.log(mean / window.kernel**2)
