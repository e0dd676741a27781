"""Through a weighted node: linear, on tokens or not, and convolution of any stride, padding, dilation and groups.

Notation:
    S, K    schemes; sources (noise.py)
    d, d_in channels out, and inputs that one output sums over
    tau, v, m, q, n, same, other    as in stream.py
    rank    what the mean of squares over d channels varies by, times d / 2: mean over pairs (input, place) of the squared
            correlation of two windows

Given its input, a layer's channels are independent Gaussian vectors over inputs and places.

Reference: hanin2018start, theorem 5; novak2019bayesian, section 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fanscope.layout import ConvNode, LayerLayout, LinearNode
from fanscope.theory.fluctuations import EmbeddingSources
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.places import REACH, common_taps, reach_matrix, tap_weights
from fanscope.theory.signal import capped_ratios
from fanscope.theory.stream import Stream
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


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn at a layer, [S] each; see :class:`MainVariances`."""

    log_weight: Floats
    weight_share: Floats
    weight_excess: Floats
    kept_forth: Floats
    log_bias: Floats
    bias_share: Floats
    bias_excess: Floats


@dataclass(frozen=True, slots=True)
class Passage:
    """A layer's output.

    Attributes:
        stream: With the layer's own randomness.
        between_noise: Linear form of log v without it, [S, K].
        second_noise: Linear form of log q without it, [S, K].
        own_between: Relative variance of v from the layer's own width, [S].
        own_second: Relative variance of q from the layer's own width, [S].
        covered: Mean over places of the part of a window that is no padding, weighted by the signal, [S].
        weight_part: Part of q that came through weights, [S].
    """

    stream: Stream
    between_noise: Floats
    second_noise: Floats
    own_between: Floats
    own_second: Floats
    covered: Floats
    weight_part: Floats


def window_of(node: LinearNode | ConvNode) -> Window:
    """Return a node's window; a linear layer on tokens looks at one place."""
    if isinstance(node, LinearNode):
        return Window()
    return Window(node.kernel, node.stride, node.padding, node.dilation, node.groups)


def draw_of(variances: MainVariances, index: int) -> Draw:
    """Return what is drawn at a layer."""
    return Draw(
        np.maximum(variances.log_weight[index], LOG_NOTHING),
        variances.weight_share[index],
        variances.weight_excess[index],
        variances.kept_forth[index],
        variances.log_bias[index],
        variances.bias_share[index],
        variances.bias_excess[index],
    )


def through_weights(
    x: Stream,
    layer: LayerLayout,
    window: Window,
    draw: Draw,
    sources: Sources,
    embeddings: EmbeddingSources,
    index: int,
    *,
    n: int,
) -> Passage:
    """Return y = W x + b.

    Args:
        x: The input.
        layer: The layer.
        window: How it looks at its input.
        draw: Its weights and biases.
        sources: Gets the layer's own width.
        embeddings: Columns of what generates the layers.
        index: The layer's place among all layers.
        n: Inputs of the batch.
    """
    seen = _look_through(x, window)
    profile, covered = _cover(x, window)
    log_through = np.log(layer.fan_in) + draw.log_weight + x.log_second + np.log(covered)
    log_second = np.logaddexp(log_through, draw.log_bias)
    weight_part = capped_ratios(log_through, log_second)
    part = weight_part[:, None, None]
    y = seen._replace(
        channels=layer.weight.shape[0],
        log_second=log_second,
        same=part * seen.same + (1.0 - part),
        other=part * seen.other + (1.0 - part),
        inherited=seen.tau * weight_part**2,
        fresh=np.zeros_like(weight_part),
        raw=np.ones_like(weight_part),
        excess=draw.weight_excess / layer.fan_in * weight_part**2,
        wander=(seen.wander + seen.tau / layer.weight.shape[0]) * weight_part**2,
        profile=part * profile + (1.0 - part),
        common_taps=weight_part * x.common_taps * _common_taps(x, window) + (1.0 - weight_part),
        offset=np.zeros_like(weight_part),
        length_spread=x.length_spread * weight_part**2,
        is_leveled=False,
    )
    return _add_noise(y, seen, layer, draw, sources, embeddings, index, (covered, weight_part), n=n)


def _look_through(x: Stream, window: Window) -> Stream:
    """Return the input as windows see it, over their own second moment."""
    stride, height, width = window.stride, *_windows(x, window)
    taps = tap_weights(window.kernel)
    pooled, along = _shrink(x.likeness, taps, window)
    own = np.square(x.own()[:, :, 0])
    padded = np.zeros((len(own), REACH))
    padded[:, : min(REACH, own.shape[1])] = own[:, :REACH]
    fresh_pooled, fresh_along = _shrink(padded, taps, window)
    fresh, inherited = (
        (x.fresh + _of_channels(x)) * fresh_pooled**2 * window.groups,
        x.inherited * pooled**2,
    )
    total = np.maximum(fresh + inherited, 1e-300)[:, None]
    likeness = (inherited[:, None] * along + fresh[:, None] * fresh_along) / total
    likeness[:, 0] = 1.0
    return x._replace(
        same=_step(x.same, stride, height, width),
        other=_step(x.other, stride, height, width),
        inherited=inherited,
        fresh=fresh,
        likeness=likeness,
        unevenness=x.unevenness * (window.groups - 1) * fresh_pooled**2,
    )


def _of_channels(x: Stream) -> Floats:
    """Return what a finite number of channels adds to tau where no activation stands in between, [S]."""
    return np.square(x.raw * (1.0 - x.other[:, 0, 0])) / x.channels


def _windows(x: Stream, window: Window) -> tuple[int, int]:
    height, width = (len(_reach(side, window)) for side in x.places)
    return height, width


def _reach(side: int, window: Window) -> Floats:
    if window.kernel == 1 and side == 1:
        return np.ones((1, 1))
    return reach_matrix(side, window.kernel, window.stride, window.padding, window.dilation)


def _common_taps(x: Stream, window: Window) -> float:
    if window.padding == 0:
        return 1.0
    height, width = (
        common_taps(side, window.kernel, window.stride, window.padding, window.dilation)
        for side in x.places
    )
    return height * width


def _step(values: Floats, stride: int, height: int, width: int) -> Floats:
    """Return values at every stride-th displacement; those beyond the image are as the farthest."""
    height, width = min(height, REACH), min(width, REACH)
    if stride == 1 and (height, width) == values.shape[1:]:
        return values
    rows = np.minimum(np.arange(height) * stride, values.shape[1] - 1)
    columns = np.minimum(np.arange(width) * stride, values.shape[2] - 1)
    return values[:, rows[:, None], columns]


def _shrink(likeness: Floats, taps: Floats, window: Window) -> tuple[Floats, Floats]:
    """Return what averaging over taps leaves of deviations along a side, [S], and their new correlation, [S, REACH]."""
    if window.kernel == 1 and window.stride == 1:
        return np.ones(len(likeness)), likeness
    last = likeness.shape[1] - 1
    padded = np.zeros(
        (len(likeness), last + 1 + REACH * window.stride + len(taps) * window.dilation)
    )
    padded[:, : last + 1] = likeness
    steps = np.arange(REACH) * window.stride
    along = taps[0] * padded[:, steps]
    for u in range(1, len(taps)):
        reach = u * window.dilation
        along = along + 0.5 * taps[u] * (
            padded[:, steps + reach] + padded[:, np.abs(steps - reach)]
        )
    pooled = along[:, 0]
    return pooled, along / np.maximum(pooled, 1e-300)[:, None]


def _cover(x: Stream, window: Window) -> tuple[Floats, Floats]:
    """Return q at each place over its mean, [S, H', W'], and that mean per tap, [S]."""
    if window.kernel == 1 and window.stride == 1 and window.padding == 0:
        return x.profile, np.ones(len(x.log_second))
    rows, columns = (_reach(side, window) for side in x.places)
    sums = rows @ x.profile @ columns.T
    mean = sums.mean((1, 2))
    return sums / mean[:, None, None], mean / window.kernel**2


def _add_noise(
    y: Stream,
    seen: Stream,
    layer: LayerLayout,
    draw: Draw,
    sources: Sources,
    embeddings: EmbeddingSources,
    index: int,
    parts: tuple[Floats, Floats],
    *,
    n: int,
) -> Passage:
    covered, weight_part = parts
    free = (1.0 - draw.kept_forth) / y.channels
    excess = draw.weight_excess / layer.fan_in
    between_rank, shared_rank = ranks(y, n=n)
    bias_part = _bias_part(y, weight_part, n=n)
    through = 1.0 - bias_part
    own_between = np.maximum(2.0 * between_rank + excess, 0.0) * free
    own_shared = free * np.maximum(2.0 * shared_rank + excess + seen.unevenness, 0.0)
    own_shared = own_shared + bias_part**2 * np.maximum(draw.bias_excess, -2.0) / y.channels
    between, shared = seen.between_noise.copy(), seen.shared_noise * through[:, None]
    of_m = through * draw.weight_share + bias_part * draw.bias_share
    for column in (embeddings.own[index], embeddings.common):
        between[:, column] += draw.weight_share
        shared[:, column] += of_m
    part = y.between_part(n)
    with_own_between, with_own_shared = between.copy(), shared.copy()
    with_own_between[:, sources.add(own_between)] = 1.0
    with_own_shared[:, sources.add(own_shared)] = 1.0
    return Passage(
        stream=y._replace(between_noise=with_own_between, shared_noise=with_own_shared),
        between_noise=between,
        second_noise=part[:, None] * between + (1.0 - part[:, None]) * shared,
        own_between=own_between,
        own_second=part**2 * own_between + (1.0 - part) ** 2 * own_shared,
        covered=covered,
        weight_part=weight_part,
    )


def ranks(y: Stream, *, n: int) -> tuple[Floats, Floats]:
    """Return the rank of what differs between inputs and of what they share, [S] each, in (0, 1]."""
    own, shared = y.own(), y.shared(n)
    differs = np.maximum(1.0 - y.other[:, 0, 0], 1e-12)
    alike = np.maximum(shared[:, 0, 0], 1e-12)
    between = y.tau / differs**2 + y.over_pairs(own**2) / n
    chance = y.tau / (n * alike) ** 2
    common = y.over_pairs((shared / alike[:, None, None]) ** 2) + chance
    return np.minimum(between, 1.0), np.minimum(common, 1.0)


def _bias_part(y: Stream, weight_part: Floats, *, n: int) -> Floats:
    """Return the part of m that is bias, [S]."""
    shared = np.maximum(y.shared(n)[:, 0, 0], 1e-300)
    return np.minimum(np.maximum((1.0 - weight_part) / shared, 0.0), 1.0)
