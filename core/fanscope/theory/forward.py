"""Forward through the main network in the mean: how large the signal is, and how much differs between inputs.

Notation:
    L, S        layers; schemes predicted together
    V, M        a layer's input, mean over units: part that differs between the inputs of the batch, and
                square of the batch mean; E[x^2] = V + M
    v, m, q     the same split of a pre-activation, q = v + m
    n           inputs of the batch
    tau         mean squared cosine of two different inputs, the batch mean removed
    eta         relative variance of an input's squared length
    gamma       part of V that lies between the means of the classes

The activation maps the pair (second moment, correlation); pairs of inputs are not all alike, so that means
over pairs are taken at two points, one step of the pairs' spread below and above the mean. Plain floats, a scheme
at a time, but for the table, which is read for all schemes at once.

Reference: poole2016exponential, eqs. 3 to 5.
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.layout import LayerLayout
from fanscope.theory.correlation import Response
from fanscope.theory.noise import Floats
from fanscope.theory.signal import Signal, add_logs, as_log, capped_ratio, make_signal, ratio
from fanscope.theory.tables import response_grid
from fanscope.theory.weights import MainVariances

MOST_LOG = 600.0
"""Beyond it exp overflows; a softplus of next to nothing has so much more second moment than what it came from."""
_LOG_BETWEEN = Response._fields.index("log_between")


class MeanField(NamedTuple):
    """The forward pass in the mean.

    Attributes:
        preactivations: Of all layers, [L, S].
        responses: Of the hidden activations at the batch's own q and m / q, [L - 1, S].
        slope_overlaps: E[phi'_a phi'_b] / E[phi'^2] of two inputs, [L - 1, S].
    """

    preactivations: Signal[Floats]
    responses: Response[Floats]
    slope_overlaps: Floats


class Pairs(NamedTuple):
    """Where an activation is looked up for pairs of different inputs.

    Two inputs whose squared lengths spread by eta have (1 - shrink) q, shrink = eta / 4, as the geometric mean.
    All but the first two in units of the batch's q.

    Attributes:
        log_second: log of that mean.
        t: Coordinates of the batch's own (q, m / q) and of the four ``points``.
        shrink: What the geometric mean is less than q.
        between: v of infinitely many inputs.
        typical: The part of that which is angle, not length.
        reach: One standard deviation of the pairs' products.
        points: v of a typical pair, of closer ones, of farther ones, and of a pair within a class.
    """

    log_second: float
    t: list[float]
    shrink: float
    between: float
    typical: float
    reach: float
    points: tuple[float, float, float, float]


def mean_field(
    layers: tuple[LayerLayout, ...], variances: MainVariances, moments: DataMoments, *, n: int
) -> MeanField:
    """Return the forward pass of every scheme in the mean.

    Args:
        layers: The main network.
        variances: Its weights and biases.
        moments: Its data.
        n: Inputs of the batch, at least 1.
    """
    log_weights, log_biases = variances.log_weight.tolist(), variances.log_bias.tolist()
    kept = variances.kept_forth.tolist()
    grid = response_grid(layers[0].activation)
    xs = [_data_as_signal(moments, n)] * len(variances.is_known)
    preactivations, looked_up = [], []
    for index, layer in enumerate(layers):
        here = zip(xs, log_weights[index], log_biases[index], strict=True)
        ys = [_apply_weights(x, log(layer.fan_in) + weight, bias) for x, weight, bias in here]
        preactivations.append(ys)
        if index + 1 == len(layers):
            break
        pairs = [_pair_up(y, n) for y in ys]
        log_q = np.array(
            [[y.log_second, *[p.log_second] * 4] for y, p in zip(ys, pairs, strict=True)]
        )
        values = grid.read(log_q, np.array([p.t for p in pairs]))
        looked_up.append(values[:, :2])
        rows = zip(
            ys,
            pairs,
            values[:, :2].tolist(),
            values[:, 1:, _LOG_BETWEEN].tolist(),
            kept[index],
            strict=True,
        )
        xs = [_apply_activation(*row, width=layer.fan_out, n=n) for row in rows]
    shape = (len(layers) - 1, len(xs), 2, len(Response._fields))
    batch, typical = np.moveaxis(np.array(looked_up).reshape(shape), (2, 3), (0, 1))
    return MeanField(
        preactivations=Signal(*np.moveaxis(np.array(preactivations), -1, 0)),
        responses=Response(*batch),
        slope_overlaps=Response(*typical).slope_overlap,
    )


def _data_as_signal(moments: DataMoments, n: int) -> Signal[float]:
    """Return the data as the first layer's input: the batch mean takes 1/n of V over to M."""
    moved = moments.between * moments.unseen_fraction(n) / n
    shared = moments.shared + moved
    chance = moved / shared
    pull = 0.25 * (1.0 - chance) ** 2 * moments.shared_pull
    return make_signal(
        log_between=as_log(moments.between - moved),
        log_shared=as_log(shared),
        overlap=moments.overlap,
        norm_spread=moments.norm_spread,
        class_share=moments.class_share,
        between_peaks=moments.between_peaks,
        shared_peaks=moments.shared_peaks,
        pull=pull + chance * moments.overlap * moments.between / shared,
        weight_part=1.0,
    )


def _apply_weights(x: Signal[float], gain: float, log_bias: float) -> Signal[float]:
    """Return y = W x + b; ``gain`` is log(d_in Var(W)). A bias is the same for all inputs: it belongs to m."""
    log_between, from_inputs = gain + x.log_between, gain + x.log_shared
    log_shared = add_logs(from_inputs, log_bias)
    weight_part = ratio(from_inputs, log_shared)
    through = ratio(add_logs(log_between, from_inputs), add_logs(log_between, log_shared))
    return make_signal(
        log_between=log_between,
        log_shared=log_shared,
        overlap=x.overlap,
        norm_spread=x.norm_spread * through**2,
        class_share=x.class_share,
        between_peaks=x.between_peaks,
        shared_peaks=x.shared_peaks,
        pull=x.pull * weight_part**2,
        weight_part=weight_part,
    )


def _pair_up(y: Signal[float], n: int) -> Pairs:
    """Return where to look the activation up."""
    between = min(y.between_part * (n / max(n - 1, 1)), 1.0)
    shrink = min(0.25 * y.norm_spread, 0.9 * between)
    typical = between - shrink
    reach = min(between * sqrt(y.overlap), 0.9 * typical, max(1.0 - shrink - typical, 0.0))
    within_class = max(typical - between * y.class_share, 0.01 * typical)
    points = (typical, typical - reach, typical + reach, within_class)
    whole = 1.0 - shrink
    log_points = [as_log(point / whole) for point in points]
    return Pairs(
        log_second=y.log_second + log1p(-shrink),
        t=[-as_log(y.between_part), *[-x for x in log_points]],
        shrink=shrink,
        between=between,
        typical=typical,
        reach=reach,
        points=points,
    )


def _apply_activation(
    y: Signal[float],
    pairs: Pairs,
    looked_up: list[list[float]],
    log_betweens: list[float],
    certain: float,
    *,
    width: int,
    n: int,
) -> Signal[float]:
    """Return phi(y).

    Products of two inputs' activations, means over ``width`` units, scatter by 1 / width around what the
    kernel says; less where the weights keep lengths for certain (``certain``).

    Args:
        y: Pre-activation.
        pairs: Where the activation was looked up.
        looked_up: Fields of :class:`Response` at the batch's own (q, m / q) and at a typical pair.
        log_betweens: log(V' / v) at the four points.
        certain: What of a length the weights keep, 0 for independent entries.
        width: Units of the layer.
        n: Inputs of the batch.
    """
    batch, typical = Response(*looked_up[0]), Response(*looked_up[1])
    after = [v * exp(log_v) for v, log_v in zip(pairs.points, log_betweens, strict=True)]
    by_angles = 0.5 * (after[1] + after[2])
    relative = max(by_angles + _by_lengths(y, batch, pairs.between), 0.2 * by_angles)
    kept = _kept(typical, pairs, after) / max(relative, 1e-300)
    # Lengths that are kept for certain leave a unit less than a Gaussian's tails, by 2 / width.
    sphere = log1p(-min(max(bend(batch) * certain / width, -0.5), 0.5))
    log_between = y.log_second + as_log(relative) + sphere
    shared = (
        typical.shared_floor + (1.0 - pairs.typical / (1.0 - pairs.shrink)) * typical.shared_rise
    )
    log_shared = add_logs(
        pairs.log_second + typical.log_second + sphere + as_log(shared),
        y.log_second + as_log(after[0] - by_angles),
    )
    log_shared = add_logs(log_shared, log_between - log(n))
    log_between = log_between + as_log(1.0 - 1.0 / n)
    scatter = _length_scatter(batch, y.between_part, certain) / width
    uneven = max(batch.between_unevenness - certain * kept**2, 0.0) / width
    return make_signal(
        log_between=log_between,
        log_shared=log_shared,
        overlap=min(kept**2 * y.overlap + uneven, 1.0),
        norm_spread=batch.second_slope**2 * y.norm_spread + scatter,
        class_share=min(max((after[0] - after[3]) / max(relative, 1e-300), 0.0), 1.0),
        between_peaks=batch.between_unevenness,
        shared_peaks=batch.shared_unevenness,
        pull=_pull_after(y, batch)
        + batch.cross_unevenness * capped_ratio(log_between, log_shared) / width,
        weight_part=1.0,
    )


def bend(response: Response[float]) -> float:
    """Return q^2 f'' / f: how f answers a spread of q, to second order."""
    return response.second_slope**2 + response.second_bend - response.second_slope


def _by_lengths(y: Signal[float], response: Response[float], between: float) -> float:
    """Return what differing lengths of the inputs add to V', in units of q: to second order in them."""
    eta = min(y.norm_spread, 3.6 * between)
    return (
        exp(min(response.log_second, MOST_LOG))
        * eta
        * (0.25 * response.second_slope + 0.5 * bend(response))
    )


def _length_scatter(response: Response[float], between_part: float, certain: float) -> float:
    """Return the relative variance that one unit gives to an input's squared length, its mean removed."""
    scatter = response.second_fourth - response.second_unevenness
    linear = 2.0 * response.second_slope**2 * (1.0 - (1.0 - between_part) ** 2)
    return max(scatter - certain * linear, 0.0)


def _pull_after(y: Signal[float], response: Response[float]) -> float:
    """Return the pull of phi(y) in an infinitely wide layer: from that of y and from differing lengths.

    The log-slopes of M' over m and over v (unevenness.py), the latter per part of q.
    """
    m_part = 1.0 - y.between_part
    by_shared = response.shared_slope * m_part + response.shared_tilt
    by_length = response.shared_slope - response.shared_tilt / max(y.between_part, 1e-12)
    sideways = max(y.norm_spread - 4.0 * m_part**2 * y.pull, 0.0)
    return by_shared**2 * y.pull + 0.25 * by_length**2 * sideways


def _kept(response: Response[float], pairs: Pairs, after: list[float]) -> float:
    """Return V' / q if a step of v in the pairs' products were passed on in full: slope times v / q."""
    if pairs.reach > 0.02 * pairs.between:
        slope = (after[2] - after[1]) / (2.0 * pairs.reach)
    else:
        slope = exp(response.log_slope) * response.slope_overlap
    return slope * pairs.between
